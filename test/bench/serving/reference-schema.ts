import type { BenchDatabase } from './bench-database';

export const ENTITY_COLUMNS = ['customer_id', 'counterparty_id', 'instrument_id', 'device_id', 'ip'] as const;

/** The tables of the design that TrustFlow is measured beside, with an index for each question that it asks. */
export async function createReferenceSchema(database: BenchDatabase): Promise<void> {
  await database.query('create schema reference');
  await database.query(`
    create table reference.evaluations (
      tenant_id uuid not null, id uuid not null, type text not null, transaction_id text not null,
      ${ENTITY_COLUMNS.map((column) => `${column} text`).join(', ')},
      amount bigint not null, currency text not null, decision text not null, score integer not null,
      facts json not null, verdict json not null,
      occurred_at timestamptz(3) not null, created_at timestamptz(3) not null,
      primary key (tenant_id, id), unique (tenant_id, type, transaction_id)
    )`);
  for (const column of ENTITY_COLUMNS) {
    await database.query(
      `create index on reference.evaluations (tenant_id, ${column}, occurred_at) include (amount, currency)`,
    );
  }
  await database.query(`
    create table reference.audit_entries (
      tenant_id uuid not null, id uuid not null, resource_id uuid not null, action text not null,
      actor_id uuid not null, trace_id text not null, salt bytea not null, leaf_hash bytea not null,
      created_at timestamptz(3) not null, primary key (tenant_id, id)
    )`);
  await database.query(`
    create table reference.events (
      tenant_id uuid not null, id uuid not null, resource_id uuid not null, type text not null,
      data json not null, created_at timestamptz(3) not null, primary key (tenant_id, id)
    )`);
  await database.query('grant usage on schema reference to trustflow_app');
  await database.query('grant select, insert on all tables in schema reference to trustflow_app');
}
