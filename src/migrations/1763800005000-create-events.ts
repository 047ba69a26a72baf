import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEvents1763800005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table events (
        tenant_id uuid not null,
        id uuid not null,
        type text not null,
        resource_id uuid not null,
        data json,
        created_at timestamptz(3) not null,
        primary key (tenant_id, id)
      ) partition by range (id)`);
    await protectTenantTable(runner, 'events', 'select, insert');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
