import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From where a key and a tenant may be used, for which agent, and when a key was last used. */
export class LimitApiKeys1763800016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table api_keys
        add column allowed_ips text[] not null default '{}',
        add column agent_id uuid`);
    await runner.query(`
      alter table tenants
        add column allowed_ips text[] not null default '{}',
        add column agent_verification text not null default 'optional'
          check (agent_verification in ('optional', 'required'))`);

    // A table of its own, which announces nothing: a use is no change of a key that processes would have to forget.
    await runner.query(`
      create table api_key_uses (
        tenant_id uuid not null,
        key_id uuid not null,
        last_used_at timestamptz(3) not null,
        primary key (tenant_id, key_id)
      )`);
    await protectTenantTable(runner, 'api_key_uses', 'select, insert, update');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
