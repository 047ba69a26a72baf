import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateKeyExposures1763800015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // When the owner of a key was last told that it came over plain HTTP: one row for each such key.
    await runner.query(`
      create table key_exposures (
        tenant_id uuid not null,
        key_id uuid not null,
        told_at timestamptz(3) not null,
        primary key (tenant_id, key_id)
      )`);
    await protectTenantTable(runner, 'key_exposures', 'select, insert, update');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
