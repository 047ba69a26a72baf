import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateKeyAnomalies1763800018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One row for each key and kind, however often it happens: in which hour the tenant was last told.
    await runner.query(`
      create table key_anomalies (
        tenant_id uuid not null,
        key_id uuid not null,
        kind text not null check (kind in ('refused_key_tried', 'new_network', 'limit_reached')),
        hour timestamptz(0) not null,
        primary key (tenant_id, key_id, kind)
      )`);
    await protectTenantTable(runner, 'key_anomalies', 'select, insert, update');

    // At most 64 rows for each key.
    await runner.query(`
      create table key_networks (
        tenant_id uuid not null,
        key_id uuid not null,
        network cidr not null,
        first_seen_at timestamptz(3) not null,
        primary key (tenant_id, key_id, network)
      )`);
    await protectTenantTable(runner, 'key_networks', 'select, insert');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
