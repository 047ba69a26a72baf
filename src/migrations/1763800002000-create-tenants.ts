import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTenants1763800002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenants (
        tenant_id uuid primary key,
        mode text not null check (mode in ('live', 'test')),
        name text not null,
        email text not null,
        plan text not null,
        sibling_id uuid not null,
        fingerprint_kid text not null,
        fingerprint_salt bytea not null check (octet_length(fingerprint_salt) = 32),
        fingerprint_digest bytea not null check (octet_length(fingerprint_digest) = 32),
        suspended_at timestamptz(3),
        created_at timestamptz(3) not null
      )`);
    await protectTenantTable(runner, 'tenants', 'select, insert, update');
    await runner.query(`
      create trigger announce_change after update or delete on tenants
        for each row execute function announce_change()`);

    // The kids whose secrets are in use: a start without one of these master keys, or with another, is refused.
    await runner.query(`
      create table master_keys (
        kid text primary key,
        canary bytea not null check (octet_length(canary) = 32),
        created_at timestamptz(3) not null default now()
      )`);
    await runner.query('grant select, insert on master_keys to trustflow_app');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
