import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was asked to be exported, how far it is, and the archives in pieces. */
export class CreateExports1763800025000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createExports(runner);
    await this.createPieces(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  private async createExports(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table exports (
        tenant_id uuid not null,
        id uuid not null,
        status text not null check (status in ('queued', 'running', 'completed', 'failed', 'expired', 'erased')),
        progress double precision not null check (progress between 0 and 1),
        place json not null,
        parts json not null,
        steps integer not null,
        pieces integer not null,
        size_bytes bigint not null,
        sha256 bytea,
        failure text,
        tries integer not null,
        lease_until timestamptz(3) not null,
        created_at timestamptz(3) not null,
        started_at timestamptz(3),
        completed_at timestamptz(3),
        expires_at timestamptz(3),
        primary key (tenant_id, id)
      )`);
    await runner.query(
      `create index exports_due on exports (lease_until) where status in ('queued', 'running')`,
    );
    await protectTenantTable(runner, 'exports', 'select, insert, update');
    // The worker finds what is to be done and what is over its time, whichever tenant's it is. The policy for updates
    // leaves it nothing but to say so.
    await runner.query('create policy find_due on exports for select to trustflow_system using (true)');
    await runner.query(`
      create policy expire on exports for update to trustflow_system
        using (status = 'completed') with check (status = 'expired')`);
    await runner.query('create policy forget on exports for delete to trustflow_system using (true)');
    await runner.query(`
      grant select (tenant_id, id, status, lease_until, created_at, expires_at), update (status), delete
        on exports to trustflow_system`);
  }

  private async createPieces(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table export_pieces (
        tenant_id uuid not null,
        export_id uuid not null,
        number integer not null check (number > 0),
        offset_bytes bigint not null,
        size_bytes integer not null check (size_bytes <= 8388608),
        file json,
        bytes bytea not null,
        primary key (tenant_id, export_id, number)
      )`);
    // It is compressed already.
    await runner.query('alter table export_pieces alter column bytes set storage external');
    await protectTenantTable(runner, 'export_pieces', 'select, insert, delete');
    await runner.query('create policy expire on export_pieces to trustflow_system using (true)');
    await runner.query(
      'grant select (tenant_id, export_id, number), delete on export_pieces to trustflow_system',
    );
  }
}
