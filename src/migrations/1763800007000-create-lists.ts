import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLists1763800007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lists (
        tenant_id uuid not null,
        id uuid not null,
        name text not null,
        description text,
        created_at timestamptz(3) not null,
        primary key (tenant_id, id),
        unique (tenant_id, name)
      )`);
    await protectTenantTable(runner, 'lists', 'select, insert, delete');
    await this.announceLists(runner);

    await runner.query(`
      create table list_entries (
        tenant_id uuid not null,
        id uuid not null,
        list_id uuid not null,
        value text not null,
        note text,
        expires_at timestamptz(3),
        created_at timestamptz(3) not null,
        primary key (tenant_id, id),
        unique (tenant_id, list_id, value)
      )`);
    await runner.query('create index list_entries_value on list_entries (tenant_id, value)');
    await protectTenantTable(runner, 'list_entries', 'select, insert, update, delete');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  /** Processes remember who has no lists: the first one is a change, too. */
  private async announceLists(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function announce_change() returns trigger
        language plpgsql set search_path = ''
      as $$
      begin
        perform pg_catalog.pg_notify(
          'trustflow_changed', tg_table_name || ':' || coalesce(old.tenant_id, new.tenant_id));
        return null;
      end
      $$`);
    await runner.query(`
      create trigger announce_change after insert or delete on lists
        for each row execute function announce_change()`);
  }
}
