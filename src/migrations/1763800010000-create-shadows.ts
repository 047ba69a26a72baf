import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShadows1763800010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shadows (
        tenant_id uuid not null,
        id uuid not null,
        policy_id uuid not null,
        started_at timestamptz(3) not null,
        stopped_at timestamptz(3),
        read_through uuid not null,
        settled_through uuid not null,
        tally jsonb not null,
        primary key (tenant_id, id)
      )`);
    await runner.query(
      'create unique index shadows_running on shadows (tenant_id, policy_id) where stopped_at is null',
    );
    await runner.query('create index shadows_policy on shadows (tenant_id, policy_id, id)');
    await protectTenantTable(
      runner,
      'shadows',
      'select, insert, update (stopped_at, read_through, settled_through, tally)',
    );
    // The worker finds those that run, whichever tenant's they are, and decides for each as its tenant.
    await runner.query(
      'create policy find_running on shadows for select to trustflow_system using (stopped_at is null)',
    );
    await runner.query('grant select (tenant_id, policy_id, stopped_at) on shadows to trustflow_system');

    // Nothing of a transaction is in it: factors and sentences are made of the evaluation's facts when they are shown.
    await runner.query(`
      create table shadow_decisions (
        tenant_id uuid not null,
        shadow_id uuid not null,
        evaluation_id uuid not null,
        decision text not null check (decision in ('allow', 'review', 'block')),
        score integer not null check (score between 0 and 100),
        agrees boolean not null,
        primary key (tenant_id, shadow_id, evaluation_id)
      ) partition by range (evaluation_id)`);
    await runner.query(`
      create index shadow_decisions_differing on shadow_decisions (tenant_id, shadow_id, evaluation_id)
        where not agrees`);
    await protectTenantTable(runner, 'shadow_decisions', 'select, insert');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
