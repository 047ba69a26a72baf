import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProfileSnapshots1763800014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What the evaluations up to `through_id` made, kept when they are dropped: a rebuild starts from it.
    await runner.query(`
      create table profile_snapshots (
        tenant_id uuid not null,
        kind text not null,
        entity_id text not null,
        through_id uuid not null,
        state json not null,
        primary key (tenant_id, kind, entity_id)
      )`);
    await protectTenantTable(runner, 'profile_snapshots', 'select, insert, update');
    await this.letTheWorkerForget(runner);
    await this.createDrop(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  /** What stands for an evaluation outside of its partition goes with it, whichever tenant's it is. Ids are all it reads. */
  private async letTheWorkerForget(runner: QueryRunner): Promise<void> {
    await runner.query('create policy expire on evaluations for select to trustflow_system using (true)');
    await runner.query(
      'grant select (tenant_id, id, type, transaction_id) on evaluations to trustflow_system',
    );
    for (const [table, ids] of [
      ['transaction_keys', 'tenant_id, type, transaction_id, evaluation_id'],
      ['outcomes', 'tenant_id, type, transaction_id'],
      ['reviews', 'tenant_id, evaluation_id'],
    ] as const) {
      await runner.query(`create policy expire on ${table} to trustflow_system using (true)`);
      await runner.query(`grant select (${ids}), delete on ${table} to trustflow_system`);
    }
  }

  /**
   * Requests that come while it waits for the table wait behind it: it gives up after a moment, and is called again.
   * A worker whose clock is wrong by years drops nothing that is young by the database's own.
   */
  private async createDrop(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function drop_month_partition(parent text, month date) returns boolean
        language plpgsql security definer set search_path = '' set lock_timeout = '200ms'
      as $$
      declare
        partition text := pg_catalog.format('%s_%s', parent, pg_catalog.to_char(month, 'YYYY_MM'));
      begin
        if not exists (
          select from pg_catalog.pg_class c
           where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind = 'p' and c.relname = parent
        ) then
          raise exception 'not a table that is partitioned by month';
        end if;
        if (month + interval '1 month') at time zone 'UTC' > pg_catalog.now() - interval '30 days' then
          raise exception 'this month is too young to be dropped';
        end if;
        if not exists (
          select from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
           where i.inhparent = ('public.' || pg_catalog.quote_ident(parent))::pg_catalog.regclass
             and c.relname = partition
        ) then
          return false;
        end if;
        execute pg_catalog.format('drop table public.%I', partition);
        return true;
      end
      $$`);
    await runner.query('revoke execute on function drop_month_partition(text, date) from public');
    await runner.query('grant execute on function drop_month_partition(text, date) to trustflow_system');
  }
}
