import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import {
  DEFINERS,
  ERASED,
  FUNCTIONS_WITHOUT_PATH,
  OTHER_POLICIES_OF_TABLES,
  PRIVILEGES_OF_SYSTEM,
  SECURITY_DEFINERS,
  TABLES_WITHOUT_TENANT,
  TENANT_TABLES,
  UNIQUE_OVER_ALL_TENANTS,
  UNIQUE_WITHOUT_TENANT,
  VIEWS_AS_OWNER,
} from './wall-catalogue';

/** The wall, as PostgreSQL writes it back. */
const TENANT_ISOLATION = {
  policyname: 'tenant_isolation',
  permissive: 'PERMISSIVE',
  roles: '{trustflow_app}',
  cmd: 'ALL',
  qual: '(tenant_id = ( SELECT current_tenant_id() AS current_tenant_id))',
  with_check: '(tenant_id = ( SELECT current_tenant_id() AS current_tenant_id))',
};

/** Every hole in the wall, and why it is there. None of them is for the role that serves requests. */
const OTHER_POLICIES = [
  // What needs a master key is asked before any tenant is known.
  'agent_keys.find_by_kid: SELECT to {trustflow_owner}',
  // The worker deletes what nobody can send any more, and what was spent on days gone by.
  'agent_nonces.expire: ALL to {trustflow_system}',
  'agent_spending.expire: ALL to {trustflow_system}',
  // find_api_key has to find a key before its tenant is known; it runs as the owner.
  'api_keys.find_by_digest: SELECT to {trustflow_owner}',
  // The sealer alone writes to the trees.
  'audit_leaves.seal: ALL to {trustflow_system}',
  'audit_tiles.seal: ALL to {trustflow_system}',
  'audit_trees.seal: ALL to {trustflow_system}',
  'audit_unsealed_leaves.seal: ALL to {trustflow_system}',
  // The worker looks for what is due, whichever tenant's it is: ids, status and lease of what is not done.
  'backtests.find_due: SELECT to {trustflow_system}',
  // find_tenant_by_stripe_customer finds whose a customer of Stripe's is; it runs as the owner.
  'billing_accounts.find_by_customer: SELECT to {trustflow_owner}',
  // How much ledgers and Stripe differ, all tenants together, and where something is due.
  'billing_reconciliations.sum_up: SELECT to {trustflow_system}',
  'billing_tasks.find_due: SELECT to {trustflow_system}',
  // The worker expands, claims, sends and settles deliveries, whichever tenant's they are.
  'deliveries.serve_all: ALL to {trustflow_system}',
  'delivery_attempts.serve_all: ALL to {trustflow_system}',
  // find_erasure_by_token finds whose an erasure is for who has no key any more.
  'erasures.find_by_token: SELECT to {trustflow_owner}',
  // The worker looks for what is to be erased, whichever tenant's it is: ids, status and times of what is open.
  'erasures.find_due: SELECT to {trustflow_system}',
  // The worker deletes what has expired, whichever tenant's it is. Of what it deletes it may read the ids alone.
  'evaluations.expire: SELECT to {trustflow_system}',
  // What is expanded, and what is sent.
  'event_outbox.serve_all: ALL to {trustflow_system}',
  'events.serve_all: ALL to {trustflow_system}',
  // The worker finds exports that are due or over their time, says so, and deletes old ones and their archives.
  'export_pieces.expire: ALL to {trustflow_system}',
  'exports.expire: UPDATE to {trustflow_system}',
  'exports.find_due: SELECT to {trustflow_system}',
  'exports.forget: DELETE to {trustflow_system}',
  'idempotency_keys.expire: ALL to {trustflow_system}',
  'kept_answers.expire: ALL to {trustflow_system}',
  'outcomes.expire: ALL to {trustflow_system}',
  // It counts how what is sent again ends.
  'recoveries.serve_all: ALL to {trustflow_system}',
  'reviews.expire: ALL to {trustflow_system}',
  // It finds the shadows that run, and decides for each as its tenant.
  'shadows.find_running: SELECT to {trustflow_system}',
  // What needs a master key is asked before any tenant is known; find_tenants_by_kid and its like run as the owner.
  'tenants.find_by_kid: SELECT to {trustflow_owner}',
  // Work over all tenants begins with their ids; the column is all that the role may read.
  'tenants.list_ids: SELECT to {trustflow_system}',
  'transaction_keys.expire: ALL to {trustflow_system}',
  // Whom the worker has to tell of what they used.
  'usage_thresholds.find_untold: SELECT to {trustflow_system}',
  // Where deliveries go, how that goes, and what they are signed with.
  'webhook_endpoint_health.serve_all: ALL to {trustflow_system}',
  'webhook_endpoints.serve_all: ALL to {trustflow_system}',
  'webhook_secrets.find_by_kid: SELECT to {trustflow_owner}',
  'webhook_secrets.serve_all: ALL to {trustflow_system}',
];

/** Tables of no tenant: what the process checks at its start. */
const OF_NO_TENANT = ['master_keys', 'migrations', 'recurring_tasks', 'signing_keys'];

const PRIVILEGES_OF_APP = {
  agent_keys: 'SELECT INSERT UPDATE DELETE',
  agent_nonces: 'SELECT INSERT UPDATE DELETE',
  agent_spending: 'SELECT INSERT UPDATE DELETE',
  agents: 'SELECT INSERT UPDATE',
  api_key_uses: 'SELECT INSERT UPDATE',
  api_keys: 'SELECT INSERT UPDATE',
  audit_entries: 'SELECT INSERT',
  audit_leaves: 'SELECT',
  audit_tiles: 'SELECT',
  audit_trees: 'SELECT',
  audit_unsealed_leaves: 'INSERT',
  backtests: 'SELECT INSERT UPDATE',
  billing_accounts: 'SELECT INSERT UPDATE',
  billing_reconciliations: 'SELECT INSERT UPDATE',
  billing_tasks: 'SELECT INSERT UPDATE',
  deliveries: 'SELECT INSERT UPDATE',
  // Updated where an answer is erased.
  delivery_attempts: 'SELECT INSERT UPDATE',
  // That a review was settled, and of what an erasure takes out. So of events, outcomes, reviews and transaction_keys.
  evaluations: 'SELECT INSERT UPDATE',
  erasure_rebuilds: 'SELECT INSERT DELETE',
  erasures: 'SELECT INSERT UPDATE',
  event_outbox: 'INSERT',
  events: 'SELECT INSERT UPDATE',
  // Deleted where an erasure destroys what was exported.
  export_pieces: 'SELECT INSERT DELETE',
  exports: 'SELECT INSERT UPDATE',
  idempotency_keys: 'SELECT INSERT UPDATE DELETE',
  kept_answers: 'SELECT INSERT UPDATE DELETE',
  key_anomalies: 'SELECT INSERT UPDATE',
  key_exposures: 'SELECT INSERT UPDATE',
  key_networks: 'SELECT INSERT',
  list_entries: 'SELECT INSERT UPDATE DELETE',
  lists: 'SELECT INSERT DELETE',
  master_keys: 'SELECT INSERT',
  migrations: 'SELECT',
  outcomes: 'SELECT INSERT UPDATE',
  policies: 'SELECT INSERT UPDATE',
  profile_snapshots: 'SELECT INSERT UPDATE DELETE',
  profiles: 'SELECT INSERT UPDATE DELETE',
  recoveries: 'SELECT INSERT UPDATE',
  reviews: 'SELECT INSERT UPDATE',
  shadow_decisions: 'SELECT INSERT',
  // Of how far it has come and when it was stopped.
  shadows: 'SELECT INSERT UPDATE',
  signing_keys: 'SELECT INSERT',
  stripe_events: 'SELECT INSERT UPDATE DELETE',
  tenants: 'SELECT INSERT UPDATE',
  transaction_keys: 'SELECT INSERT UPDATE',
  usage_hours: 'SELECT INSERT UPDATE',
  usage_months: 'SELECT INSERT UPDATE',
  usage_reports: 'SELECT INSERT UPDATE',
  usage_thresholds: 'SELECT INSERT UPDATE',
  webhook_endpoint_health: 'SELECT INSERT UPDATE DELETE',
  webhook_endpoints: 'SELECT INSERT UPDATE DELETE',
  webhook_secrets: 'SELECT INSERT UPDATE DELETE',
};
describe("the database's wall between tenants", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const names = async (sql: string, parameters?: unknown[]): Promise<string[]> =>
    (await database.query<{ name: string }>(sql, parameters)).map(({ name }) => name);

  it('stands around every table: what has no tenant_id is on a short list', async () => {
    const without = await names(TABLES_WITHOUT_TENANT);
    expect(without).toEqual(OF_NO_TENANT);
  });

  it('holds the owner too, on every table and on every partition', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(9);
    expect(tables.some(({ isPartition }) => isPartition)).toBe(true);
    expect(tables.filter(({ isForced }) => !isForced)).toEqual([]);
  });

  it('shows the application one tenant on every table, and nothing on a partition that is asked by itself', async () => {
    for (const { name, isPartition } of await tenantTables()) {
      const policies = await database.query(
        `select policyname, permissive, roles::text, cmd, qual, with_check from pg_policies
          where schemaname = 'public' and tablename = $1 and 'trustflow_app' = any(roles)`,
        [name],
      );
      expect({ name, policies }).toEqual({ name, policies: isPartition ? [] : [TENANT_ISOLATION] });
    }
  });

  it('has no hole that is not on the list', async () => {
    const others = await names(OTHER_POLICIES_OF_TABLES);
    const isErase = (name: string): boolean => name.includes('.erase:');
    expect(others.filter((name) => !isErase(name))).toEqual(OTHER_POLICIES);
    expect(others.filter(isErase)).toEqual(ERASED.map((table) => `${table}.erase: ALL to {trustflow_owner}`));
  });

  it('lets tenants be spread over databases: tenant_id comes first in every primary key', async () => {
    const firstColumns = await database.query<{ name: string; first: string | null }>(
      `select c.relname as name,
              (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisprimary) as first
         from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all ($1)`,
      [OF_NO_TENANT],
    );
    expect(firstColumns.filter(({ first }) => first !== 'tenant_id')).toEqual([]);
  });

  it('makes nothing unique over all tenants, which would tell one what another has', async () => {
    const unique = await names(UNIQUE_WITHOUT_TENANT);
    expect(unique).toEqual(UNIQUE_OVER_ALL_TENANTS);
  });

  it('cannot be got round by a function that finds other names than it means', async () => {
    const loose = await names(FUNCTIONS_WITHOUT_PATH);
    expect(loose).toEqual([]);
  });

  it('is crossed by a few functions, each for the one role that needs it', async () => {
    const definers = await names(DEFINERS);
    expect(definers).toEqual(SECURITY_DEFINERS);
  });

  it('is not looked over by a view', async () => {
    const views = await names(VIEWS_AS_OWNER);
    expect(views).toEqual([]);
  });

  it.each([
    ['trustflow_app', PRIVILEGES_OF_APP],
    ['trustflow_system', PRIVILEGES_OF_SYSTEM],
    ['trustflow_queue', {}],
  ])('gives %s what is listed here and no more, not even on one column', async (role, expected) => {
    const rows = await database.query<{ name: string; privileges: string }>(
      `select c.relname as name, string_agg(p.name, ' ' order by p.ordinality) as privileges
         from pg_class c,
              unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) with ordinality p (name, ordinality)
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
          and case when c.relkind = 'S' then p.name in ('SELECT', 'UPDATE') and has_sequence_privilege($1, c.oid, p.name)
                   else has_table_privilege($1, c.oid, p.name)
                        or (p.ordinality in (1, 2, 3, 6) and has_any_column_privilege($1, c.oid, p.name)) end
        group by 1 order by 1`,
      [role],
    );
    expect(Object.fromEntries(rows.map(({ name, privileges }) => [name, privileges]))).toEqual(expected);
  });

  interface TenantTable {
    readonly name: string;
    readonly isPartition: boolean;
    readonly isForced: boolean;
  }

  function tenantTables(): Promise<TenantTable[]> {
    return database.query<TenantTable>(TENANT_TABLES);
  }
});

describe('a hole in the wall', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it.each([
    ['a table of no tenant', 'create table planted (id uuid primary key)', TABLES_WITHOUT_TENANT, 'planted'],
    [
      'a table without row-level security',
      'create table planted (tenant_id uuid not null)',
      `select name from (${TENANT_TABLES}) t where not "isForced"`,
      'planted',
    ],
    [
      'a table whose owner is not held',
      'alter table evaluations no force row level security',
      `select name from (${TENANT_TABLES}) t where not "isForced"`,
      'evaluations',
    ],
    [
      'a policy that shows everything',
      'create policy planted on evaluations using (true)',
      OTHER_POLICIES_OF_TABLES,
      'evaluations.planted: ALL to {public}',
    ],
    [
      'a name that is unique over all tenants',
      'create unique index planted on lists (name)',
      UNIQUE_WITHOUT_TENANT,
      'lists (name)',
    ],
    [
      'a view that is read as its owner',
      'create view planted as select * from evaluations',
      VIEWS_AS_OWNER,
      'planted',
    ],
    [
      'a function that runs as its owner',
      'create function planted() returns integer language sql security definer as $$ select 1 $$',
      DEFINERS,
      'planted() for public',
    ],
    [
      'a function without a search_path',
      'create function planted() returns integer language sql as $$ select 1 $$',
      FUNCTIONS_WITHOUT_PATH,
      'planted()',
    ],
  ])('would be found: %s', async (_, plant, question, name) => {
    const found = async (): Promise<string[]> =>
      (await database.query<{ name: string }>(question)).map((row) => row.name);
    expect(await found()).not.toContain(name);
    await database.query(plant);
    expect(await found()).toContain(name);
  });
});
