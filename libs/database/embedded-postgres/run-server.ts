import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { superuser } from './cluster';
import type { ConnectionOutcome, SuperuserConnection } from './connection';
import { tryConnection } from './connection';
import { EmbeddedPostgresError, lastLines, programError } from './embedded-postgres-error';
import { freePort } from './free-port';
import { GuardedServer } from './guarded-server';
import type { Place } from './place';
import type { PostmasterPid } from './postmaster-pid';
import { endServer, isRunning, readPostmasterPid, runningServer } from './postmaster-pid';
import { ServerLog } from './server-log';
import type { ServerSettings } from './server-settings';
import { serverArguments } from './server-settings';

export interface RunningServer {
  readonly connection: SuperuserConnection;
  readonly isOwner: boolean;
  stop(): Promise<void>;
}

export interface ServerToRun {
  readonly place: Place;
  readonly homeDir: string;
  readonly password: string;
  readonly settings: ServerSettings;
  /** As performance.now() counts. */
  readonly deadline: number;
}

const pollMs = 10;
const retryMs = 100;

// Another process won the folder or the port, or what a killed server left behind is still ending.
const lostRace = /lock file ".*" already exists|shared memory block|could not bind|address already in use/i;

/** Attaches to the server that runs on the folder, else starts one; tries again where it loses a race for either. */
export async function runServer(wanted: ServerToRun): Promise<RunningServer> {
  let lastWords = '';
  while (performance.now() < wanted.deadline) {
    const other = runningServer(wanted.place.dataDir);
    const outcome = other === undefined ? await launch(wanted) : await attach(other, wanted);
    if (typeof outcome === 'object') return outcome;
    lastWords = outcome ?? lastWords;
    await sleep(retryMs);
  }
  throw notInTime(wanted, lastWords);
}

/** @returns undefined while the server can't be used: it is starting, or ending. */
async function attach({ pid, port }: PostmasterPid, wanted: ServerToRun): Promise<RunningServer | undefined> {
  if (port === undefined) return undefined;
  const connection = connectionTo(port, wanted.password);
  const outcome = await askServer(connection, wanted);
  if (outcome.kind !== 'ours') return undefined;
  if (outcome.ownerPid === undefined || isRunning(outcome.ownerPid)) {
    return { connection, isOwner: false, stop: () => Promise.resolve() };
  }
  // Its guard is about to tell it the same; whoever attached now would lose it in a moment.
  endServer(pid);
  return undefined;
}

/** @returns the server, or what it said when it lost a race. */
async function launch(wanted: ServerToRun): Promise<RunningServer | string> {
  const { place, password } = wanted;
  const port = await freePort();
  const log = new ServerLog(join(wanted.homeDir, 'postgres.log'));
  const claim = { dataDir: place.dataDir, port, ownerPid: process.pid };
  const server = new GuardedServer(place, serverArguments(claim, wanted.settings), log);
  const connection = connectionTo(port, password);
  try {
    if (!(await becomesReady(server, connection, wanted))) {
      if (lostRace.test(log.tail)) return log.tail;
      throw programError(
        `The embedded PostgreSQL on ${place.dataDir} stopped while starting`,
        log.tail,
        place.dataDir,
      );
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  server.letProcessEnd();
  return { connection, isOwner: true, stop: () => server.stop() };
}

/** False when the server ended instead. */
async function becomesReady(
  server: GuardedServer,
  connection: SuperuserConnection,
  wanted: ServerToRun,
): Promise<boolean> {
  while (!server.isGone) {
    const claimed = readPostmasterPid(wanted.place.dataDir);
    const isReady = claimed?.isReady === true && claimed.pid === server.pid;
    if (isReady && (await askServer(connection, wanted)).kind === 'ours') return true;
    if (performance.now() > wanted.deadline) throw notInTime(wanted, server.log.tail);
    await sleep(pollMs);
  }
  return false;
}

async function askServer(
  connection: SuperuserConnection,
  { place, homeDir }: ServerToRun,
): Promise<ConnectionOutcome> {
  const outcome = await tryConnection(connection, place.dataDir);
  if (outcome.kind !== 'wrong password') return outcome;
  throw new EmbeddedPostgresError(
    `The embedded database in ${place.dataDir} refuses the password in ${join(homeDir, 'postgres-password')}: put the right file back, or move the data folder away to start with new data.`,
  );
}

function connectionTo(port: number, password: string): SuperuserConnection {
  return { host: '127.0.0.1', port, user: superuser, password, database: 'postgres' };
}

function notInTime({ place }: ServerToRun, lastWords: string): EmbeddedPostgresError {
  const said = lastWords === '' ? '' : ` Its last lines:\n${lastLines(lastWords)}`;
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL on ${place.dataDir} did not start in time: allow it longer, or see what holds it up.${said}`,
  );
}
