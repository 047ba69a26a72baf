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
    await runner.query(`grant usage, select on all sequences in schema ${QUEUE_SCHEMA} to trustflow_queue`);
    // It adds many jobs at once by way of a temporary table.
    await runner.query(`do $$ begin
      execute format('grant temporary on database %I to trustflow_queue', current_database());
    end $$`);
  } finally {
    await runner.release();
  }
}
