import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source';
import type { Schema } from './data-source';
import { DatabaseError } from './database-error';
import { checkServerVersion } from './server-checks';

/** Any number: whoever migrates holds it, so that processes that start together migrate once. */
const MIGRATION_LOCK = 7_283_001;

/** Applies what is missing, as the owner, then runs `afterwards` (the queue's schema). Returns the migrations' names. */
export async function migrate(
  schema: Schema,
  ownerUrl: string,
  afterwards: (owner: DataSource) => Promise<void>,
): Promise<string[]> {
  const dataSource = createDataSource(schema, {
    url: ownerUrl,
    applicationName: 'trustflow-migrate',
    poolSize: 2,
  });
  await connect(dataSource, 'DATABASE_OWNER_URL');
  try {
    await checkServerVersion(dataSource);
    const lock = dataSource.createQueryRunner();
    try {
      await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      const applied = await dataSource.runMigrations();
      await afterwards(dataSource);
      // The first months of a new table, and the next ones of an old.
      await dataSource.query('select ensure_month_partitions(3)');
      return applied.map(({ name }) => name);
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      await lock.release();
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Refuses a schema that lacks migrations of this version. An older process may run on a newer schema. */
export async function checkMigrated(schema: Schema, dataSource: DataSource): Promise<void> {
  const rows = await dataSource.query<{ name: string }[]>('select name from migrations').catch(() => []);
  const applied = new Set(rows.map(({ name }) => name));
  const missing = schema.migrations.filter(({ name }) => !applied.has(name));
  if (missing.length === 0) return;
  throw new DatabaseError(
    `the database lacks ${missing.length} migrations of this version: run "npm run migrate" with DATABASE_OWNER_URL`,
  );
}

/** Connects; a failure names the setting and never the password in it. */
export async function connect(dataSource: DataSource, setting: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new DatabaseError(`${setting}: PostgreSQL can't be reached (${reason})`);
  }
}
