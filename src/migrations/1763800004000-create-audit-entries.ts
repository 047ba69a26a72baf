import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAuditEntries1763800004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `before` and `after` are json, not jsonb: the leaf is over the values as they were written.
    await runner.query(`
      create table audit_entries (
        tenant_id uuid not null,
        id uuid not null,
        action text not null,
        actor_type text not null check (actor_type in ('key', 'operator', 'system')),
        actor_id uuid,
        resource_type text not null,
        resource_id uuid not null,
        trace_id text not null,
        network inet,
        before json,
        after json,
        content_digest bytea check (octet_length(content_digest) = 32),
        salt bytea check (octet_length(salt) = 32),
        leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
        created_at timestamptz(3) not null,
        primary key (tenant_id, id)
      ) partition by range (id)`);
    await runner.query('create index audit_entries_resource on audit_entries (tenant_id, resource_id)');
    // Append-only for the application: no update, no delete.
    await protectTenantTable(runner, 'audit_entries', 'select, insert');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
