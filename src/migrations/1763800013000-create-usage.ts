import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateUsage1763800013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One row is updated by every commit of a busy tenant: room for its next versions stays on its page.
    await runner.query(`
      create table usage_hours (
        tenant_id uuid not null,
        hour timestamptz(0) not null,
        kind text not null check (kind in ('evaluation')),
        count bigint not null check (count >= 0),
        primary key (tenant_id, hour, kind)
      ) with (fillfactor = 50)`);
    await protectTenantTable(runner, 'usage_hours', 'select, insert, update');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
