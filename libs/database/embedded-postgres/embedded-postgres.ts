import { randomBytes } from 'node:crypto';
import { locateBinaries } from './binaries';
import { ensureCluster, superuserPassword } from './cluster';
import type { SuperuserConnection } from './connection';
import { choosePlace, prepareHome } from './place';
import type { RunningServer } from './run-server';
import { runServer } from './run-server';
import type { ServerSettings } from './server-settings';

export interface EmbeddedPostgres {
  readonly connection: SuperuserConnection;
  /** Where the data really lie: not in options.homeDir where the database's user couldn't reach that. */
  readonly dataDir: string;
  /** A sentence saying why data or binaries lie elsewhere; undefined when they are where they were asked to be. */
  readonly relocatedBecause?: string;
  /**
   * False when another process of ours already runs the server on this folder: then stop() leaves it alone, and
   * the server ends with that process.
   */
  readonly isOwner: boolean;
  /** This start created the data folder. */
  readonly isFresh: boolean;
  /** Fast shutdown, bounded in time; idempotent. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Made where it is missing; holds data, password and log. */
  readonly homeDir: string;
  /** Settings of postgresql.conf, by name. */
  readonly serverSettings?: ServerSettings;
  /** Of the whole start, crash recovery included; 60 s where not given. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;

/**
 * Starts a real PostgreSQL on a folder, or attaches to the one that another process started there. It ends with
 * the process that owns it, however that ends; what was committed is there at the next start.
 *
 * @throws EmbeddedPostgresError with a sentence that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const deadline = performance.now() + (options.timeoutMs ?? defaultTimeoutMs);
  const packaged = locateBinaries();
  const homeDir = prepareHome(options.homeDir);
  const place = await choosePlace(homeDir, packaged);
  const password = superuserPassword(homeDir, place.dataDir, () => randomBytes(24).toString('base64url'));
  const isFresh = await ensureCluster(place, password, deadline);
  const server = await runServer({
    place,
    homeDir,
    password,
    settings: options.serverSettings ?? {},
    deadline,
  });
  return {
    connection: server.connection,
    dataDir: place.dataDir,
    ...(place.relocatedBecause === undefined ? {} : { relocatedBecause: place.relocatedBecause }),
    isOwner: server.isOwner,
    isFresh,
    stop: once(server),
  };
}

function once(server: RunningServer): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= server.stop());
}
