import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A Merkle tree for each tenant over the leaves of its audit entries. The sealer alone writes to it, as the role
 * trustflow_system; the application gives it leaves and reads. The hashes outlive the entries.
 */
export class CreateAuditTrees1763800024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createSigningKeys(runner);
    await this.createTrees(runner);
    await this.createLeaves(runner);
    await this.letEntriesBeErased(runner);
    await this.indexChanges(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  /** The private half is derived from a master key. The public ones stay: what was signed can always be checked. */
  private async createSigningKeys(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table signing_keys (
        kid text primary key,
        master_kid text not null unique,
        salt bytea not null check (octet_length(salt) = 32),
        digest bytea not null check (octet_length(digest) = 32),
        public_key bytea not null check (octet_length(public_key) = 32),
        created_at timestamptz(3) not null default now()
      )`);
    await runner.query('grant select, insert on signing_keys to trustflow_app');
  }

  private async createTrees(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_trees (
        tenant_id uuid primary key,
        origin text not null,
        size bigint not null check (size > 0),
        checkpoint text not null,
        sealed_at timestamptz(3) not null
      ) with (fillfactor = 50)`);
    // 256 hashes when it is full; only the last one of a level ever changes, and only at its end.
    await runner.query(`
      create table audit_tiles (
        tenant_id uuid not null,
        level smallint not null check (level >= 0),
        index bigint not null check (index >= 0),
        hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
        primary key (tenant_id, level, index)
      )`);
    // Hashes don't get smaller.
    await runner.query('alter table audit_tiles alter column hashes set storage external');
    await protectTenantTable(runner, 'audit_trees', 'select');
    await protectTenantTable(runner, 'audit_tiles', 'select');
    await letSealer(runner, 'audit_trees', 'select, insert, update');
    await letSealer(runner, 'audit_tiles', 'select, insert, update');
  }

  private async createLeaves(runner: QueryRunner): Promise<void> {
    // Where the leaf of an entry is; it goes with the entry's month.
    await runner.query(`
      create table audit_leaves (
        tenant_id uuid not null,
        entry_id uuid not null,
        index bigint not null check (index >= 0),
        primary key (tenant_id, entry_id)
      ) partition by range (entry_id)`);
    await runner.query('create index audit_leaves_index on audit_leaves (tenant_id, index)');
    await runner.query(`
      create table audit_unsealed_leaves (
        tenant_id uuid not null,
        entry_id uuid not null,
        leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
        primary key (tenant_id, entry_id)
      ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05)`);
    await protectTenantTable(runner, 'audit_leaves', 'select');
    await protectTenantTable(runner, 'audit_unsealed_leaves', 'insert');
    await letSealer(runner, 'audit_leaves', 'insert');
    await letSealer(runner, 'audit_unsealed_leaves', 'select, delete');
    await runner.query('select ensure_month_partitions(3)');
    await this.takeUpOlderEntries(runner);
    await this.queueLeaves(runner);
  }

  /** Those that were written before there were trees, in months that nobody makes room for any more. */
  private async takeUpOlderEntries(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$
      declare
        month record;
      begin
        for month in
          select right(c.relname, 7) as name, pg_get_expr(c.relpartbound, c.oid) as bounds
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent = 'audit_entries'::regclass
             and to_regclass('public.audit_leaves_' || right(c.relname, 7)) is null
        loop
          execute format('create table audit_leaves_%s partition of audit_leaves %s', month.name, month.bounds);
          execute format('alter table audit_leaves_%s enable row level security', month.name);
          execute format('alter table audit_leaves_%s force row level security', month.name);
        end loop;
      end
      $$`);
    for (const table of ['audit_entries', 'audit_unsealed_leaves']) {
      await runner.query(`alter table ${table} no force row level security`);
    }
    await runner.query(`
      insert into audit_unsealed_leaves (tenant_id, entry_id, leaf_hash)
      select tenant_id, id, leaf_hash from audit_entries`);
    for (const table of ['audit_entries', 'audit_unsealed_leaves']) {
      await runner.query(`alter table ${table} force row level security`);
    }
  }

  /** No entry is without its leaf, whatever writes it: also a process of the version before. */
  private async queueLeaves(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function queue_audit_leaves() returns trigger
        language plpgsql set search_path = ''
      as $$
      begin
        insert into public.audit_unsealed_leaves (tenant_id, entry_id, leaf_hash)
        select tenant_id, id, leaf_hash from written;
        return null;
      end
      $$`);
    await runner.query(`
      create trigger queue_leaves after insert on audit_entries
        referencing new table as written for each statement execute function queue_audit_leaves()`);
  }

  /** Decisions are many; what else was done is looked for by what it was. */
  private async indexChanges(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index audit_entries_changes on audit_entries (tenant_id, id) where action <> 'evaluation.decided'`);
  }

  private async letEntriesBeErased(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_entries add column erased_by uuid');
    await runner.query(`
      create index audit_entries_erased_by on audit_entries (tenant_id, erased_by) where erased_by is not null`);
  }
}

async function letSealer(runner: QueryRunner, table: string, privileges: string): Promise<void> {
  await runner.query(`create policy seal on ${table} to trustflow_system using (true) with check (true)`);
  await runner.query(`grant ${privileges} on ${table} to trustflow_system`);
}
