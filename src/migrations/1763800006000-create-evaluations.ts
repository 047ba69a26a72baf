import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEvaluations1763800006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createPolicies(runner);
    await this.createEvaluations(runner);
    await this.createProfiles(runner);
    await this.createKeys(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table policies (
        tenant_id uuid not null,
        id uuid not null,
        version integer not null,
        definition json not null,
        is_active boolean not null,
        created_at timestamptz(3) not null,
        primary key (tenant_id, id),
        unique (tenant_id, version)
      )`);
    await runner.query('create unique index policies_active on policies (tenant_id) where is_active');
    await protectTenantTable(runner, 'policies', 'select, insert, update');
    await runner.query(`
      create trigger announce_change after update or delete on policies
        for each row execute function announce_change()`);
  }

  /** `facts` and `verdict` are json, not jsonb: a replay has to see the same bytes, key order and all. */
  private async createEvaluations(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table evaluations (
        tenant_id uuid not null,
        id uuid not null,
        type text not null,
        transaction_id text not null,
        decision text not null check (decision in ('allow', 'review', 'block')),
        score integer not null check (score between 0 and 100),
        agent_id text,
        trace_id text not null,
        policy_id uuid not null,
        policy_version integer not null,
        facts json not null,
        verdict json not null,
        audit_entry_id uuid not null,
        duration_us integer not null,
        occurred_at timestamptz(3) not null,
        created_at timestamptz(3) not null,
        review_settled_at timestamptz(3),
        primary key (tenant_id, id)
      ) partition by range (id)`);
    await runner.query('create index evaluations_decision on evaluations (tenant_id, decision, id)');
    await runner.query('create index evaluations_trace on evaluations (tenant_id, trace_id)');
    await runner.query(
      `create index evaluations_agent on evaluations (tenant_id, agent_id, id) where agent_id is not null`,
    );
    await runner.query(`
      create index evaluations_open_review on evaluations (tenant_id, id)
        where decision = 'review' and review_settled_at is null`);
    await protectTenantTable(runner, 'evaluations', 'select, insert');
  }

  private async createProfiles(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table profiles (
        tenant_id uuid not null,
        kind text not null,
        entity_id text not null,
        state json not null,
        primary key (tenant_id, kind, entity_id)
      ) with (fillfactor = 80)`);
    await protectTenantTable(runner, 'profiles', 'select, insert, update, delete');
  }

  private async createKeys(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table transaction_keys (
        tenant_id uuid not null,
        type text not null,
        transaction_id text not null,
        evaluation_id uuid not null,
        request_digest bytea not null check (octet_length(request_digest) = 32),
        primary key (tenant_id, type, transaction_id)
      )`);
    await protectTenantTable(runner, 'transaction_keys', 'select, insert');

    await runner.query(`
      create table idempotency_keys (
        tenant_id uuid not null,
        key text not null,
        evaluation_id uuid not null,
        request_digest bytea not null check (octet_length(request_digest) = 32),
        expires_at timestamptz(3) not null,
        primary key (tenant_id, key)
      )`);
    await runner.query('create index idempotency_keys_expiry on idempotency_keys (expires_at)');
    await protectTenantTable(runner, 'idempotency_keys', 'select, insert, update');
    // The worker deletes what is past its 24 hours, whichever tenant's it is.
    await runner.query('create policy expire on idempotency_keys to trustflow_system using (true)');
    await runner.query('grant select, delete on idempotency_keys to trustflow_system');
  }
}
