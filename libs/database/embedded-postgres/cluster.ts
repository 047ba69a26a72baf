import { execFile } from 'node:child_process';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { program } from './binaries';
import { currentUser } from './database-user';
import { EmbeddedPostgresError, folderError, programError } from './embedded-postgres-error';
import { keepOnce, moveOnce, readIfThere } from './once-on-disk';
import type { Place } from './place';
import { programEnvironment } from './program-environment';
import { withWorkFolder } from './work-folder';

export const superuser = 'postgres';

const run = promisify(execFile);
const maxOutputBytes = 1_048_576;

/**
 * Makes the data folder where there is none: in a work folder, then renamed, so that a crash in the middle leaves
 * nothing half made.
 *
 * @param deadline as performance.now() counts.
 * @returns whether this call made it (another process may have been faster).
 */
export async function ensureCluster(place: Place, password: string, deadline: number): Promise<boolean> {
  try {
    if (existsSync(place.dataDir)) {
      checkMajorVersion(place);
      return false;
    }
    return await withWorkFolder(dirname(place.dataDir), async (folder) => {
      await initialise(folder, place, password, Math.max(1, Math.ceil(deadline - performance.now())));
      return moveOnce(join(folder, 'data'), place.dataDir);
    });
  } catch (error) {
    throw folderError(error, dirname(place.dataDir), place.user.name);
  }
}

/** The superuser's password, kept in the home folder, mode 0600; made where there is no data yet. */
export function superuserPassword(homeDir: string, dataDir: string, makePassword: () => string): string {
  const file = join(homeDir, 'postgres-password');
  try {
    const password = existsSync(dataDir) ? readIfThere(file) : keepOnce(file, makePassword);
    if (password !== undefined && password !== '') return password;
  } catch (error) {
    throw folderError(error, homeDir, currentUser().name);
  }
  throw new EmbeddedPostgresError(
    `The embedded database in ${dataDir} exists, but its password file ${file} is missing or empty: put the file back, or move the data folder away to start with new data.`,
  );
}

function checkMajorVersion({ dataDir, binaries }: Place): void {
  const version = readIfThere(join(dataDir, 'PG_VERSION'));
  if (version === String(binaries.majorVersion)) return;
  throw new EmbeddedPostgresError(
    version === undefined
      ? `The folder ${dataDir} is not a PostgreSQL data folder: move it away and start again.`
      : `The data folder ${dataDir} was made by PostgreSQL ${version}, but the binaries are of PostgreSQL ${binaries.majorVersion}: use that version, or move the folder away to start with new data.`,
  );
}

async function initialise(folder: string, place: Place, password: string, timeoutMs: number): Promise<void> {
  const { user, binaries } = place;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = user.switchTo;
  if (uid !== undefined && gid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, uid, gid);
  }
  try {
    await run(program(binaries, 'initdb'), initdbArguments(join(folder, 'data'), passwordFile), {
      ...user.switchTo,
      cwd: folder,
      env: programEnvironment,
      timeout: timeoutMs,
      maxBuffer: maxOutputBytes,
    });
  } catch (error) {
    throw programError(
      `initdb couldn't make the embedded database in ${place.dataDir}`,
      whatItSaid(error),
      dirname(place.dataDir),
    );
  }
}

function initdbArguments(dataDir: string, passwordFile: string): string[] {
  return [
    `--pgdata=${dataDir}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

// What execFile rejects with: an error with the output and whether the timeout killed it.
function whatItSaid(error: unknown): string {
  const { stderr, killed } = error as { stderr?: string; killed?: boolean };
  if (killed === true) return `${stderr ?? ''}It was stopped because it took too long.`;
  return stderr === undefined || stderr === '' ? String(error) : stderr;
}
