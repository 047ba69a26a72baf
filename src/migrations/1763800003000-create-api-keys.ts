import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKeys1763800003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The digest is of 178 random bits, so that its being unique over all tenants tells nobody anything.
    await runner.query(`
      create table api_keys (
        tenant_id uuid not null,
        id uuid not null,
        name text not null,
        secret_digest bytea not null unique check (octet_length(secret_digest) = 32),
        scopes text[] not null,
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        created_at timestamptz(3) not null,
        primary key (tenant_id, id)
      )`);
    await protectTenantTable(runner, 'api_keys', 'select, insert, update');
    await runner.query(`
      create trigger announce_change after update or delete on api_keys
        for each row execute function announce_change()`);

    // A key has to be found before its tenant is known. The function runs as the owner and returns ids only.
    await runner.query('create policy find_by_digest on api_keys for select to trustflow_owner using (true)');
    await runner.query(`
      create function find_api_key(digest bytea) returns table (tenant_id uuid, id uuid)
        language sql stable security definer set search_path = ''
        begin atomic
          select k.tenant_id, k.id from public.api_keys k where k.secret_digest = digest;
        end`);
    await runner.query('revoke execute on function find_api_key(bytea) from public');
    await runner.query('grant execute on function find_api_key(bytea) to trustflow_app');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
