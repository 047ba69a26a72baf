import { runMigrations } from 'bullmq';
import type { DataSource } from 'typeorm';
import { QUEUE_SCHEMA } from './queue-connection';

/** Brings BullMQ's own schema up to date, as the owner, and lets its role work there and nowhere else. */
export async function migrateQueue(owner: DataSource): Promise<void> {
  const runner = owner.createQueryRunner();
  try {
    await runMigrations((await runner.connect()) as Parameters<typeof runMigrations>[0], QUEUE_SCHEMA);
    // BullMQ makes sequences as it goes: it needs CREATE for good.
    await runner.query(`grant usage, create on schema ${QUEUE_SCHEMA} to trustflow_queue`);
    await runner.query(
      `grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to trustflow_queue`,
    );
    await runner.query(GRANT_OWN_SEQUENCES);
    // It adds many jobs at once by way of a temporary table.
    await runner.query(`do $$ begin
      execute format('grant temporary on database %I to trustflow_queue', current_database());
    end $$`);
  } finally {
    await runner.release();
  }
}

/** Not those that BullMQ made: they are its role's own, and nobody else's to grant. */
const GRANT_OWN_SEQUENCES = `
  do $$
  declare
    own regclass;
  begin
    for own in
      select oid from pg_class
       where relkind = 'S' and relnamespace = '${QUEUE_SCHEMA}'::regnamespace and relowner = current_user::regrole
    loop
      execute format('grant usage, select on sequence %s to trustflow_queue', own);
    end loop;
  end
  $$`;
