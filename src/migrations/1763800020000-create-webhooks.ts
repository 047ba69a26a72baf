import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is told of events, with which secrets, and what became of each delivery. The worker expands, claims and settles
 * for all tenants: what it may do is what the role trustflow_system is granted here.
 */
export class CreateWebhooks1763800020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createOutbox(runner);
    await this.createEndpoints(runner);
    await this.createSecrets(runner);
    await this.createDeliveries(runner);
    await this.createRecoveries(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  /** A row for each event that isn't expanded into deliveries yet. */
  private async createOutbox(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_outbox (
        tenant_id uuid not null,
        event_id uuid not null,
        type text not null,
        primary key (tenant_id, event_id)
      ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05)`);
    await protectTenantTable(runner, 'event_outbox', 'insert');
    await letSystem(runner, 'event_outbox', 'select, delete');
    await letSystem(runner, 'events', 'select');
  }

  private async createEndpoints(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_endpoints (
        tenant_id uuid not null,
        id uuid not null,
        url text not null,
        event_types text[] not null check (cardinality(event_types) > 0),
        description text,
        max_per_second integer check (max_per_second between 1 and 1000),
        status text not null check (status in ('enabled', 'disabled')),
        disabled_reason text check (disabled_reason in ('customer', 'gone', 'failing')),
        disabled_at timestamptz(3),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        primary key (tenant_id, id),
        constraint webhook_endpoints_disabled_check check (
          (status = 'disabled') = (disabled_reason is not null) and (status = 'disabled') = (disabled_at is not null))
      )`);
    // How an endpoint takes what it is sent. Apart, because it changes with every few deliveries.
    await runner.query(`
      create table webhook_endpoint_health (
        tenant_id uuid not null,
        endpoint_id uuid not null,
        max_in_flight smallint not null default 4,
        consecutive_failures integer not null default 0,
        failing_since timestamptz(3),
        held_until timestamptz(3),
        next_send_at timestamptz(6),
        last_delivered_at timestamptz(3),
        primary key (tenant_id, endpoint_id)
      ) with (fillfactor = 50)`);
    await protectTenantTable(runner, 'webhook_endpoints', 'select, insert, update, delete');
    await protectTenantTable(runner, 'webhook_endpoint_health', 'select, insert, update, delete');
    await letSystem(runner, 'webhook_endpoints', 'select');
    await letSystem(runner, 'webhook_endpoint_health', 'select, update');
    await runner.query('grant select (mode) on tenants to trustflow_system');
  }

  private async createSecrets(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_secrets (
        tenant_id uuid not null,
        endpoint_id uuid not null,
        version integer not null check (version > 0),
        kid text not null,
        salt bytea not null check (octet_length(salt) = 32),
        hmac_digest bytea not null check (octet_length(hmac_digest) = 32),
        ed25519_digest bytea not null check (octet_length(ed25519_digest) = 32),
        public_key bytea not null check (octet_length(public_key) = 32),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3),
        rotation_told_at timestamptz(3),
        primary key (tenant_id, endpoint_id, version)
      )`);
    await protectTenantTable(runner, 'webhook_secrets', 'select, insert, update, delete');
    await letSystem(runner, 'webhook_secrets', 'select');
  }

  /** Once for each endpoint and event. They outlive the endpoint, to tell what became of them. */
  private async createDeliveries(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table deliveries (
        tenant_id uuid not null,
        endpoint_id uuid not null,
        event_id uuid not null,
        id uuid not null,
        event_type text not null,
        status text not null check (status in ('pending', 'sending', 'delivered', 'failed')),
        attempts smallint not null default 0,
        round_started_after smallint not null default 0,
        due_at timestamptz(3),
        failure text,
        recovery_id uuid,
        created_at timestamptz(3) not null,
        settled_at timestamptz(3),
        primary key (tenant_id, endpoint_id, event_id),
        constraint deliveries_open_check check ((status in ('pending', 'sending')) = (due_at is not null)),
        constraint deliveries_settled_check check ((due_at is null) = (settled_at is not null)),
        constraint deliveries_failed_check check ((status = 'failed') = (failure is not null))
      ) partition by range (event_id)`);
    await runner.query(
      'create index deliveries_due on deliveries (tenant_id, endpoint_id, due_at) where due_at is not null',
    );
    await runner.query(`
      create index deliveries_open on deliveries (event_id) where due_at is not null`);
    await runner.query(`
      create index deliveries_failed on deliveries (tenant_id, endpoint_id, event_id) where status = 'failed'`);
    await runner.query(`
      create table delivery_attempts (
        tenant_id uuid not null,
        endpoint_id uuid not null,
        event_id uuid not null,
        number smallint not null check (number > 0),
        started_at timestamptz(3) not null,
        duration_ms integer not null check (duration_ms >= 0),
        response_status smallint,
        response_body text,
        error text,
        primary key (tenant_id, endpoint_id, event_id, number)
      ) partition by range (event_id)`);
    // Of each endpoint, what has waited longest.
    await runner.query(`
      create index deliveries_oldest on deliveries (tenant_id, endpoint_id, event_id) where due_at is not null`);
    await protectTenantTable(runner, 'deliveries', 'select, insert, update');
    await protectTenantTable(runner, 'delivery_attempts', 'select, insert, update');
    await letSystem(runner, 'deliveries', 'select, insert, update');
    await letSystem(runner, 'delivery_attempts', 'insert');
    await runner.query('select ensure_month_partitions(3)');
  }

  private async createRecoveries(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table recoveries (
        tenant_id uuid not null,
        id uuid not null,
        endpoint_id uuid not null,
        since timestamptz(3) not null,
        until timestamptz(3) not null check (until >= since),
        status text not null check (status in ('collecting', 'sending', 'completed')),
        cursor_event_id uuid not null,
        found integer not null default 0,
        delivered integer not null default 0,
        failed integer not null default 0,
        lease_until timestamptz(3) not null,
        created_at timestamptz(3) not null,
        completed_at timestamptz(3),
        primary key (tenant_id, id),
        constraint recoveries_counts_check check (delivered + failed <= found)
      )`);
    await runner.query(`create index recoveries_due on recoveries (lease_until) where status = 'collecting'`);
    await runner.query(`
      create unique index recoveries_collecting on recoveries (tenant_id, endpoint_id) where status = 'collecting'`);
    await protectTenantTable(runner, 'recoveries', 'select, insert, update');
    await letSystem(runner, 'recoveries', 'select, update');
  }
}

async function letSystem(runner: QueryRunner, table: string, privileges: string): Promise<void> {
  await runner.query(`
    create policy serve_all on ${table} to trustflow_system using (true) with check (true)`);
  await runner.query(`grant ${privileges} on ${table} to trustflow_system`);
}
