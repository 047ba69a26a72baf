import { randomBytes } from 'node:crypto';
import type { DatabaseUrls } from '@libs/config/settings';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import type { ClusterUrls } from './test-cluster';

export interface TestDatabase {
  readonly name: string;
  readonly urls: Required<DatabaseUrls>;
  /** As the superuser: sees everything, for looking at what the product wrote. */
  query<Row extends QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** As one of the product's roles. */
  queryAs<Row extends QueryResultRow>(
    role: keyof DatabaseUrls,
    sql: string,
    parameters?: unknown[],
  ): Promise<Row[]>;
  /** By the URL of a role of the caller's own. */
  queryBy<Row extends QueryResultRow>(url: string, sql: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database of the caller's own: a copy of the migrated one. On the run's server, or on another one. */
export async function createTestDatabase(cluster: ClusterUrls = clusterOfTheRun()): Promise<TestDatabase> {
  const name = `trustflow_${randomBytes(6).toString('hex')}`;
  await run(cluster.superuser, `create database ${name} template trustflow owner trustflow_owner`);
  await run(cluster.superuser, `revoke all on database ${name} from public`);
  await run(
    cluster.superuser,
    `grant connect on database ${name} to trustflow_app, trustflow_system, trustflow_queue`,
  );
  // As migrations grant it: a copy of a database has privileges of its own.
  await run(cluster.superuser, `grant temporary on database ${name} to trustflow_queue`);
  return testDatabaseOn(cluster, name);
}

/** One that was created before. */
export function testDatabaseOn(cluster: ClusterUrls, name: string): TestDatabase {
  const urls = {
    app: inDatabase(cluster.app, name),
    system: inDatabase(cluster.system, name),
    queue: inDatabase(cluster.queue, name),
    owner: inDatabase(cluster.owner, name),
  };
  return {
    name,
    urls,
    query: (sql, parameters) => run(inDatabase(cluster.superuser, name), sql, parameters),
    queryAs: (role, sql, parameters) => run(urls[role], sql, parameters),
    queryBy: run,
    drop: async () => {
      await run(cluster.superuser, `drop database ${name} with (force)`);
    },
  };
}

function clusterOfTheRun(): ClusterUrls {
  return JSON.parse(process.env['TRUSTFLOW_TEST_CLUSTER'] ?? '') as ClusterUrls;
}

function inDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

async function run<Row extends QueryResultRow>(
  url: string,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
