import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Binaries } from './binaries';
import { usableBinaries } from './binaries';
import type { DatabaseUser } from './database-user';
import { currentUser, isRoot, unprivilegedUser } from './database-user';
import { EmbeddedPostgresError, folderError } from './embedded-postgres-error';
import { makeFolder } from './make-folder';
import { keepOnce, readIfThere } from './once-on-disk';
import { programEnvironment } from './program-environment';

/** Who runs PostgreSQL, with which binaries, on which folder. */
export interface Place {
  readonly user: DatabaseUser;
  readonly binaries: Binaries;
  readonly dataDir: string;
  readonly relocatedBecause?: string;
}

const relocationRoot = '/var/lib/trustflow';
const relocationIdFile = 'postgres-relocation-id';

/**
 * Makes the home folder where it is missing.
 *
 * @returns its canonical path, so that two processes mean the same by it.
 */
export function prepareHome(homeDir: string): string {
  const path = resolve(homeDir);
  // Root's PostgreSQL runs as someone else, who must pass through.
  makeFolder(path, isRoot() ? 0o711 : 0o700);
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return realpathSync(path);
  } catch (error) {
    throw folderError(error, path, currentUser().name);
  }
}

/**
 * Chooses where the data and the binaries lie. Data stay where they were first made; new ones lie in the home
 * folder, or under /var/lib/trustflow where we are root and the database's user can't enter the home folder.
 * Nobody's folders are opened up for it.
 */
export async function choosePlace(homeDir: string, packaged: Binaries): Promise<Place> {
  const dataName = `postgres-${packaged.majorVersion}`;
  const place = isRoot() ? placeBesideRoot(homeDir, dataName) : placeAtHome(homeDir, dataName);
  refuseOtherVersions(place.dataDir);
  const binaries = await usableBinaries(packaged, place.user, place.copiesDir);
  const relocatedBecause = describeRelocation(homeDir, packaged, { ...place, binaries });
  return {
    user: place.user,
    dataDir: place.dataDir,
    binaries,
    ...(relocatedBecause === undefined ? {} : { relocatedBecause }),
  };
}

interface ChosenFolders {
  readonly user: DatabaseUser;
  readonly dataDir: string;
  /** Where binaries are copied to if the packaged ones are of no use to the user. */
  readonly copiesDir: string;
}

function placeAtHome(homeDir: string, dataName: string): ChosenFolders {
  return { user: currentUser(), dataDir: join(homeDir, dataName), copiesDir: homeDir };
}

function placeBesideRoot(homeDir: string, dataName: string): ChosenFolders {
  const relocationId = readIfThere(join(homeDir, relocationIdFile));
  const candidates = [homeDir];
  if (relocationId !== undefined) candidates.unshift(relocatedHome(homeDir, relocationId));
  const existing = candidates.map((dir) => join(dir, dataName)).find((dir) => existsSync(dir));
  const user = unprivilegedUser(existing);
  if (existing !== undefined) refuseUnreachable(existing, user);
  return { user, dataDir: existing ?? newDataDir(homeDir, dataName, user), copiesDir: relocationRoot };
}

function newDataDir(homeDir: string, dataName: string, user: DatabaseUser): string {
  if (canEnter(homeDir, user)) return join(homeDir, dataName);
  makeFolder(relocationRoot, 0o755);
  const id = keepOnce(join(homeDir, relocationIdFile), () => randomBytes(16).toString('hex'));
  const relocated = relocatedHome(homeDir, id);
  makeFolder(relocated, 0o711);
  return join(relocated, dataName);
}

/**
 * The folder that stands in for a home which the database's user can't enter. It is named after the path and
 * after an id kept in the home, so that a home deleted and made anew starts with new data, as it would anywhere
 * else, and a copied one doesn't share its original's.
 */
function relocatedHome(homeDir: string, id: string): string {
  return join(relocationRoot, createHash('sha256').update(`${homeDir}\n${id}`).digest('hex').slice(0, 12));
}

function refuseUnreachable(dataDir: string, user: DatabaseUser): void {
  if (canEnter(dirname(dataDir), user)) return;
  throw new EmbeddedPostgresError(
    `The embedded database's data in ${dataDir} can't be reached any more by the user ${user.name}, who runs it: let that user pass through the folders above it, or set DATABASE_URL.`,
  );
}

// The name of the data folder carries the version: without this an upgrade would silently begin with no data.
function refuseOtherVersions(dataDir: string): void {
  if (existsSync(dataDir)) return;
  const home = dirname(dataDir);
  const other = readdirSync(home).find((name) => /^postgres-\d+$/.test(name));
  if (other === undefined) return;
  throw new EmbeddedPostgresError(
    `The embedded database in ${join(home, other)} was made by another major version of PostgreSQL than the installed one (whose data would be in ${dataDir}): install that version's binaries again, or move the folder away to start with new data.`,
  );
}

function canEnter(dir: string, user: DatabaseUser): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], {
    ...user.switchTo,
    cwd: '/',
    env: programEnvironment,
    stdio: 'ignore',
  });
  return status === 0;
}

function describeRelocation(homeDir: string, packaged: Binaries, place: Place): string | undefined {
  const reasons: string[] = [];
  if (dirname(place.dataDir) !== homeDir) {
    reasons.push(`could not enter ${homeDir} (the data is in ${place.dataDir})`);
  }
  if (place.binaries.packageDir !== packaged.packageDir) {
    reasons.push(
      `can't use the binaries in ${packaged.packageDir} (a copy is in ${place.binaries.packageDir})`,
    );
  }
  if (reasons.length === 0) return undefined;
  return `The database runs as the user ${place.user.name}, who ${reasons.join(' and ')}.`;
}
