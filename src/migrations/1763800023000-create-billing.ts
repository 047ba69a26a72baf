import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const PLANS = `('free', 'growth', 'scale', 'unlimited')`;
const PAID_PLANS = `('growth', 'scale')`;

/** The ledger by plan and month, who pays, what Stripe was told, and whether both agree. */
export class CreateBilling1763800023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.extendUsage(runner);
    await this.createThresholds(runner);
    await this.createAccounts(runner);
    await this.createTasks(runner);
    await this.createStripeEvents(runner);
    await this.createReports(runner);
    await this.createReconciliations(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  /** What was counted before there were plans to count under was not billed. */
  private async extendUsage(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table usage_hours add column plan text not null default 'unlimited' check (plan in ${PLANS})`);
    await runner.query('alter table usage_hours alter column plan drop default');
    await runner.query(`
      alter table usage_hours drop constraint usage_hours_pkey, add primary key (tenant_id, hour, kind, plan)`);
    // One row is updated by every commit of a busy tenant: room for its next versions stays on its page.
    await runner.query(`
      create table usage_months (
        tenant_id uuid not null,
        month date not null check (extract(day from month) = 1),
        kind text not null check (kind in ('evaluation')),
        plan text not null check (plan in ${PLANS}),
        count bigint not null check (count >= 0),
        primary key (tenant_id, month, kind, plan)
      ) with (fillfactor = 50)`);
    await runner.query('create policy carry_over on usage_hours for select to trustflow_owner using (true)');
    await runner.query(`
      insert into usage_months (tenant_id, month, kind, plan, count)
      select tenant_id, date_trunc('month', hour, 'UTC')::date, kind, plan, sum(count)
        from usage_hours group by 1, 2, 3, 4`);
    await runner.query('drop policy carry_over on usage_hours');
    await protectTenantTable(runner, 'usage_months', 'select, insert, update');
  }

  private async createThresholds(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table usage_thresholds (
        tenant_id uuid not null,
        month date not null,
        plan text not null check (plan in ${PLANS}),
        percent integer not null,
        reached_at timestamptz(3) not null,
        told_at timestamptz(3),
        primary key (tenant_id, month, plan, percent)
      )`);
    await runner.query(
      'create index usage_thresholds_untold on usage_thresholds (reached_at) where told_at is null',
    );
    await protectTenantTable(runner, 'usage_thresholds', 'select, insert, update');
    await runner.query(
      'create policy find_untold on usage_thresholds for select to trustflow_system using (true)',
    );
    await runner.query(
      'grant select (tenant_id, reached_at, told_at) on usage_thresholds to trustflow_system',
    );
  }

  private async createAccounts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table billing_accounts (
        tenant_id uuid not null primary key,
        customer_id text,
        checkout_session_id text,
        subscription_id text,
        status text not null check (status in ('none', 'active', 'past_due', 'canceled')),
        plan text check (plan in ${PAID_PLANS}),
        period_start timestamptz(0),
        period_end timestamptz(0),
        next_plan text check (next_plan in ('free', 'growth', 'scale')),
        past_due_since timestamptz(3),
        billed_from timestamptz(0),
        synced_at timestamptz(3),
        created_at timestamptz(3) not null
      )`);
    await runner.query('create unique index billing_accounts_customer on billing_accounts (customer_id)');
    await protectTenantTable(runner, 'billing_accounts', 'select, insert, update');
    await runner.query(
      'create policy find_by_customer on billing_accounts for select to trustflow_owner using (true)',
    );
    await runner.query(`
      create function find_tenant_by_stripe_customer(customer text) returns table (id uuid)
        language sql stable security definer set search_path = ''
        begin atomic
          select a.tenant_id from public.billing_accounts a where a.customer_id = customer;
        end`);
    await runner.query('revoke execute on function find_tenant_by_stripe_customer(text) from public');
    await runner.query('grant execute on function find_tenant_by_stripe_customer(text) to trustflow_app');
  }

  private async createTasks(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table billing_tasks (
        tenant_id uuid not null,
        name text not null check (name in ('sync', 'report', 'reconcile')),
        due_at timestamptz(3) not null,
        lease uuid,
        lease_until timestamptz(3),
        is_touched boolean not null,
        failures integer not null,
        last_failure text,
        primary key (tenant_id, name)
      )`);
    await runner.query('create index billing_tasks_due on billing_tasks (name, due_at)');
    await protectTenantTable(runner, 'billing_tasks', 'select, insert, update');
    await runner.query('create policy find_due on billing_tasks for select to trustflow_system using (true)');
    await runner.query(
      'grant select (tenant_id, name, due_at, lease_until, failures) on billing_tasks to trustflow_system',
    );
  }

  private async createStripeEvents(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stripe_events (
        tenant_id uuid not null,
        id text not null check (octet_length(id) <= 255),
        type text not null check (octet_length(type) <= 255),
        created_at timestamptz(0) not null,
        received_at timestamptz(3) not null,
        processed_at timestamptz(3),
        primary key (tenant_id, id)
      )`);
    await protectTenantTable(runner, 'stripe_events', 'select, insert, update, delete');
  }

  private async createReports(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table usage_reports (
        tenant_id uuid not null,
        hour timestamptz(0) not null,
        plan text not null check (plan in ${PAID_PLANS}),
        slice integer not null check (slice > 0),
        quantity bigint not null check (quantity > 0),
        tried_at timestamptz(3),
        sent_at timestamptz(3),
        primary key (tenant_id, hour, plan, slice)
      )`);
    await runner.query(
      'create index usage_reports_unsent on usage_reports (tenant_id, hour) where sent_at is null',
    );
    await protectTenantTable(runner, 'usage_reports', 'select, insert, update');
  }

  private async createReconciliations(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table billing_reconciliations (
        tenant_id uuid not null,
        plan text not null check (plan in ${PAID_PLANS}),
        checked_at timestamptz(3) not null,
        hours integer not null,
        ledger bigint not null,
        sent bigint not null,
        stripe bigint not null,
        difference bigint not null,
        findings json not null,
        primary key (tenant_id, plan)
      )`);
    await protectTenantTable(runner, 'billing_reconciliations', 'select, insert, update');
    await runner.query(
      'create policy sum_up on billing_reconciliations for select to trustflow_system using (true)',
    );
    await runner.query(
      'grant select (tenant_id, plan, checked_at, ledger, sent, stripe, difference, findings) on billing_reconciliations to trustflow_system',
    );
  }
}
