import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What goes with its tenant; the rest of what a tenant has is kept, and said. */
const TABLES_OF_TENANT = [
  ...['api_keys', 'api_key_uses', 'key_anomalies', 'key_exposures', 'key_networks'],
  ...['agent_nonces', 'agent_keys', 'agents', 'agent_spending'],
  ...['shadow_decisions', 'shadows', 'backtests', 'list_entries', 'lists', 'reviews', 'outcomes'],
  ...['idempotency_keys', 'transaction_keys', 'profile_snapshots', 'profiles', 'evaluations', 'policies'],
  ...['event_outbox', 'events', 'delivery_attempts', 'deliveries', 'recoveries'],
  ...['webhook_secrets', 'webhook_endpoint_health', 'webhook_endpoints', 'kept_answers'],
  ...['export_pieces', 'exports'],
];

/** Erasures, and what they alone may do. */
export class CreateErasures1763800026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createErasures(runner);
    await this.findByToken(runner);
    await this.letSubjectsBeErased(runner);
    await this.eraseEntries(runner);
    await this.eraseTenants(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  private async createErasures(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erasures (
        tenant_id uuid not null,
        id uuid not null,
        scope text not null check (scope in ('subject', 'tenant')),
        kind text check (kind in ('customer', 'counterparty', 'instrument', 'device', 'ip', 'agent')),
        subject_id text,
        status text not null check (status in ('waiting', 'running', 'completed', 'cancelled')),
        token_digest bytea not null check (octet_length(token_digest) = 32),
        requested_at timestamptz(3) not null,
        execute_after timestamptz(3) not null,
        started_at timestamptz(3),
        completed_at timestamptz(3),
        lease_until timestamptz(3) not null,
        pass integer not null,
        step integer not null,
        cursor text,
        found integer not null,
        counts json not null,
        certificate text,
        primary key (tenant_id, id),
        constraint erasures_subject_check check ((scope = 'subject') = (kind is not null)),
        constraint erasures_forgets_check check (status in ('waiting', 'running') or (subject_id is null and cursor is null)),
        constraint erasures_certificate_check check ((status = 'completed') = (certificate is not null))
      )`);
    await runner.query(`
      create index erasures_due on erasures (lease_until) where status in ('waiting', 'running')`);
    await runner.query('create unique index erasures_token on erasures (token_digest)');
    await protectTenantTable(runner, 'erasures', 'select, insert, update');
    // Whose profiles have to be made again: they counted what names them no more.
    await runner.query(`
      create table erasure_rebuilds (
        tenant_id uuid not null,
        erasure_id uuid not null,
        kind text not null,
        entity_id text not null,
        primary key (tenant_id, erasure_id, kind, entity_id)
      )`);
    await protectTenantTable(runner, 'erasure_rebuilds', 'select, insert, delete');
    await runner.query(`
      create policy find_due on erasures for select to trustflow_system
        using (status in ('waiting', 'running'))`);
    await runner.query(
      'grant select (tenant_id, id, status, execute_after, lease_until) on erasures to trustflow_system',
    );
  }

  private async findByToken(runner: QueryRunner): Promise<void> {
    await runner.query('create policy find_by_token on erasures for select to trustflow_owner using (true)');
    await runner.query(`
      create function find_erasure_by_token(digest bytea) returns table (tenant_id uuid, id uuid)
        language sql stable security definer set search_path = ''
        begin atomic
          select e.tenant_id, e.id from public.erasures e where e.token_digest = digest;
        end`);
    await runner.query('revoke execute on function find_erasure_by_token(bytea) from public');
    await runner.query('grant execute on function find_erasure_by_token(bytea) to trustflow_app');
  }

  private async letSubjectsBeErased(runner: QueryRunner): Promise<void> {
    await runner.query('alter table evaluations add column erased_at timestamptz(3)');
    for (const table of ['transaction_keys', 'idempotency_keys', 'kept_answers']) {
      await runner.query(`alter table ${table} alter column request_digest drop not null`);
    }
    const columns = [
      ...['facts', 'verdict', 'agent_proof', 'agent_id', 'customer_id', 'counterparty_id'],
      ...['instrument_id', 'device_id', 'ip', 'verified_agent_id', 'erased_at'],
    ];
    await runner.query(`grant update (${columns.join(', ')}) on evaluations to trustflow_app`);
    await runner.query('grant update (request_digest) on transaction_keys to trustflow_app');
    await runner.query('grant update (reason) on outcomes to trustflow_app');
    await runner.query('grant update (note) on reviews to trustflow_app');
    await runner.query('grant update (data) on events to trustflow_app');
    for (const table of [
      ...['idempotency_keys', 'kept_answers', 'profile_snapshots'],
      ...['agent_keys', 'agent_nonces', 'agent_spending'],
    ]) {
      await runner.query(`grant delete on ${table} to trustflow_app`);
    }
  }

  /** The trail is append-only but for this: of an erasure of the tenant of the transaction, while it is running. */
  private async eraseEntries(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy erase on audit_entries to trustflow_owner
        using (tenant_id = (select current_tenant_id())) with check (tenant_id = (select current_tenant_id()))`);
    await runner.query(`
      create function erase_audit_entries(erasure uuid, entry_ids uuid[]) returns integer
        language plpgsql security definer set search_path = ''
      as $$
      declare
        of_scope text;
        erased integer;
      begin
        select e.scope into of_scope from public.erasures e
         where e.tenant_id = public.current_tenant_id() and e.id = erasure and e.status = 'running';
        if of_scope is null then
          raise exception 'no such erasure is running' using errcode = 'insufficient_privilege';
        end if;
        update public.audit_entries a
           set salt = null, before = null, after = null, content_digest = null, erased_by = erasure,
               network = case when of_scope = 'tenant' then null else a.network end
         where a.tenant_id = public.current_tenant_id() and a.id = any(entry_ids) and a.erased_by is null
           and a.resource_id <> erasure and (of_scope = 'tenant' or a.action not like 'erasure.%');
        get diagnostics erased = row_count;
        return erased;
      end
      $$`);
    await runner.query('revoke execute on function erase_audit_entries(uuid, uuid[]) from public');
    await runner.query('grant execute on function erase_audit_entries(uuid, uuid[]) to trustflow_app');
  }

  private async eraseTenants(runner: QueryRunner): Promise<void> {
    for (const table of TABLES_OF_TENANT) {
      await runner.query(`
        create policy erase on ${table} to trustflow_owner
          using (tenant_id = (select current_tenant_id())) with check (false)`);
    }
    const names = TABLES_OF_TENANT.map((table) => `'${table}'`).join(', ');
    // A place may be one of several partitions: then a slice is of some more rows, all of them the tenant's.
    await runner.query(`
      create function erase_tenant_rows(erasure uuid, of_table text, page integer) returns integer
        language plpgsql security definer set search_path = '' set enable_seqscan = off
      as $$
      declare
        erased integer;
      begin
        if not exists (select from public.erasures e
                        where e.tenant_id = public.current_tenant_id() and e.id = erasure
                          and e.scope = 'tenant' and e.status = 'running') then
          raise exception 'no such erasure is running' using errcode = 'insufficient_privilege';
        end if;
        if of_table <> all (array[${names}]) then
          raise exception 'this table is kept' using errcode = 'insufficient_privilege';
        end if;
        execute pg_catalog.format(
          'delete from public.%1$I where tenant_id = $1 and ctid = any(array(
             select ctid from public.%1$I where tenant_id = $1 limit $2))', of_table)
          using public.current_tenant_id(), page;
        get diagnostics erased = row_count;
        return erased;
      end
      $$`);
    await runner.query('revoke execute on function erase_tenant_rows(uuid, text, integer) from public');
    await runner.query('grant execute on function erase_tenant_rows(uuid, text, integer) to trustflow_app');
  }
}
