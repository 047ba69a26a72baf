import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOutcomesAndReviews1763800008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Of the transaction, not of one evaluation of it: what happened, happened once. Each change is a row.
    await runner.query(`
      create table outcomes (
        tenant_id uuid not null,
        id uuid not null,
        type text not null,
        transaction_id text not null,
        label text not null check (label in ('fraud', 'legitimate')),
        reason text,
        reported_at timestamptz(3) not null,
        created_at timestamptz(3) not null,
        primary key (tenant_id, id)
      )`);
    await runner.query('create index outcomes_transaction on outcomes (tenant_id, type, transaction_id, id)');
    await protectTenantTable(runner, 'outcomes', 'select, insert');

    await runner.query(`
      create table reviews (
        tenant_id uuid not null,
        evaluation_id uuid not null,
        resolution text not null check (resolution in ('approved', 'rejected')),
        note text,
        created_at timestamptz(3) not null,
        primary key (tenant_id, evaluation_id)
      )`);
    await protectTenantTable(runner, 'reviews', 'select, insert');
    // The one thing about an evaluation that changes: that it left the queue of open reviews.
    await runner.query('grant update (review_settled_at) on evaluations to trustflow_app');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
