import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUrls } from '@libs/config/settings';
import { Client, escapeLiteral } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres/embedded-postgres';
import type { EmbeddedPostgres } from './embedded-postgres/embedded-postgres';
import { keepOnce } from './embedded-postgres/once-on-disk';

const DATABASE = 'trustflow';
/** Any number: whoever makes the database and its roles holds it. */
const PREPARATION_LOCK = 7_283_002;
const ROLES = ['owner', 'app', 'system', 'queue'] as const;
type Role = (typeof ROLES)[number];

export interface EmbeddedDatabase {
  readonly urls: Required<DatabaseUrls>;
  readonly server: EmbeddedPostgres;
}

export interface EmbeddedDatabaseOptions {
  readonly homeDir: string;
  /** docker/roles.sql: the same roles wherever the database runs. */
  readonly rolesSqlFile: string;
  readonly serverSettings?: Record<string, string>;
}

/** Starts the embedded server and makes the database and its four roles where they are missing. */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { homeDir, rolesSqlFile, serverSettings } = options;
  const server = await startEmbeddedPostgres({ homeDir, ...(serverSettings && { serverSettings }) });
  try {
    const passwords = keptPasswords(join(homeDir, 'role-passwords.json'));
    await prepare(server, readFileSync(rolesSqlFile, 'utf8'), passwords);
    return { urls: urlsOf(server, passwords), server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Passwords = Readonly<Record<Role, string>>;

/** Made once: a second process that attaches to the running server needs the same ones. */
function keptPasswords(file: string): Passwords {
  const made = Object.fromEntries(ROLES.map((role) => [role, randomBytes(24).toString('base64url')]));
  return JSON.parse(keepOnce(file, () => JSON.stringify(made))) as Passwords;
}

/** By every process, also one that attaches: it may have come before the first was through with it. */
async function prepare(server: EmbeddedPostgres, rolesSql: string, passwords: Passwords): Promise<void> {
  await withClient(server, 'postgres', async (client) => {
    // Until this connection ends.
    await client.query('select pg_advisory_lock($1)', [PREPARATION_LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
    await withClient(server, DATABASE, (own) => makeRoles(own, rolesSql, passwords));
  });
}

async function makeRoles(client: Client, rolesSql: string, passwords: Passwords): Promise<void> {
  await client.query(rolesSql);
  for (const role of ROLES) {
    await client.query(`alter role trustflow_${role} password ${escapeLiteral(passwords[role])}`);
  }
}

async function withClient(
  server: EmbeddedPostgres,
  database: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client({ ...server.connection, database, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlsOf({ connection }: EmbeddedPostgres, passwords: Passwords): Required<DatabaseUrls> {
  const url = (role: Role): string =>
    `postgres://trustflow_${role}:${passwords[role]}@${connection.host}:${connection.port}/${DATABASE}`;
  return { owner: url('owner'), app: url('app'), system: url('system'), queue: url('queue') };
}
