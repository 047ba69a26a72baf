import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBacktests1763800011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table backtests (
        tenant_id uuid not null,
        id uuid not null,
        policy_id uuid not null,
        policy_version integer not null,
        range_from timestamptz(3) not null,
        range_to timestamptz(3) not null check (range_to > range_from),
        status text not null check (status in ('queued', 'running', 'completed', 'cancelled', 'failed')),
        progress double precision not null check (progress between 0 and 1),
        cursor uuid not null,
        tally json not null,
        failure text,
        lease_until timestamptz(3) not null,
        created_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        primary key (tenant_id, id)
      )`);
    await runner.query(
      `create index backtests_due on backtests (lease_until) where status in ('queued', 'running')`,
    );
    await protectTenantTable(runner, 'backtests', 'select, insert, update');
    // The worker looks for what is to be done, whichever tenant's it is; what it does then, it does as that tenant.
    await runner.query(`
      create policy find_due on backtests for select to trustflow_system
        using (status in ('queued', 'running'))`);
    await runner.query('grant select (tenant_id, id, status, lease_until) on backtests to trustflow_system');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
