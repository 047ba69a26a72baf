import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { aTransaction, signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from '../evaluation/books';

const PERMISSION_DENIED = '42501';

/** What the application writes and never reads: the worker takes it from there. */
const ONLY_WRITTEN = ['event_outbox', 'audit_unsealed_leaves'];

/** The cross-tenant work of today: idempotency keys expire, events are delivered, and the trail is sealed. */
const READ_ACROSS_TENANTS = [
  ...['idempotency_keys', 'event_outbox', 'events', 'deliveries', 'recoveries'],
  ...['webhook_endpoints', 'webhook_endpoint_health', 'webhook_secrets'],
  ...['audit_unsealed_leaves', 'audit_trees', 'audit_tiles'],
];

/** What the application's role can do by itself in psql, with no code of ours between. */
describe('the database’s own wall', () => {
  let api: TestApi;
  let psql: Client;
  let ours: string;
  let theirs: string;
  let tables: readonly string[];

  beforeAll(async () => {
    api = await startTestApi();
    const tenants: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const customer = await signUp(api.url);
      const transaction = aTransaction({ device: { id: 'd-1', ip: '203.0.113.9' } });
      await customer.post('/v1/evaluations', transaction, { 'Idempotency-Key': 'k-1' });
      tenants.push(uuidOfTenant(customer.tenantId));
    }
    [ours = '', theirs = ''] = tenants;
    psql = new Client({ connectionString: api.database.urls.app });
    await psql.connect();
    const rows = await api.database.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    );
    tables = rows.map(({ name }) => name);
  });
  afterAll(async () => {
    await psql.end();
    await api.stop();
  });

  /** In a transaction of a tenant, or of none, which is rolled back. */
  async function as<Row extends QueryResultRow>(tenantId: string | undefined, sql: string): Promise<Row[]> {
    await psql.query('begin');
    try {
      if (tenantId !== undefined) {
        await psql.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
      }
      return (await psql.query<Row>(sql)).rows;
    } finally {
      await psql.query('rollback');
    }
  }

  async function inEveryTable(work: (table: string) => Promise<void>): Promise<void> {
    for (const table of tables) if (!ONLY_WRITTEN.includes(table)) await work(table);
  }

  it('stands before every table of the tenants’', () => {
    expect(tables).toEqual(
      expect.arrayContaining([
        ...['api_keys', 'audit_entries', 'evaluations', 'events', 'idempotency_keys'],
        ...['policies', 'profiles', 'tenants', 'transaction_keys'],
      ]),
    );
  });

  it('shows no row of any of them as long as no tenant is set', async () => {
    await inEveryTable(async (table) => {
      await expect(as(undefined, `select * from ${table}`)).resolves.toEqual([]);
    });
    await expect(as('', 'select * from evaluations')).resolves.toEqual([]);
  });

  it('shows one tenant its own rows and no other’s', async () => {
    const seen: string[] = [];
    await inEveryTable(async (table) => {
      const rows = await as<{ tenant_id: string }>(ours, `select distinct tenant_id from ${table}`);
      if (rows.length > 0) seen.push(table);
      expect(rows.filter(({ tenant_id }) => tenant_id !== ours)).toEqual([]);
      const asked = await as(ours, `select 1 from ${table} where tenant_id = '${theirs}'`);
      expect(asked).toEqual([]);
    });
    expect(seen).toEqual(
      expect.arrayContaining(['api_keys', 'audit_entries', 'evaluations', 'events', 'profiles']),
    );
  });

  it('forgets the tenant at the end of the transaction', async () => {
    await as(ours, 'select 1');
    await expect(as(undefined, 'select * from evaluations')).resolves.toEqual([]);
  });

  it('lets nobody write a row for another tenant, or give one away', async () => {
    await inEveryTable(async (table) => {
      const copyForThem = `insert into ${table}
        select (jsonb_populate_record(t, jsonb_build_object('tenant_id', '${theirs}'))).* from ${table} t limit 1`;
      const [some] = await as(ours, `select 1 from ${table} limit 1`);
      if (some === undefined) return;
      await expect(as(ours, copyForThem)).rejects.toMatchObject({ code: PERMISSION_DENIED });
    });
    const tellForThem = `insert into event_outbox values ('${theirs}', gen_random_uuid(), 'key.created')`;
    await expect(as(ours, tellForThem)).rejects.toMatchObject({ code: PERMISSION_DENIED });
    const sealForThem = `insert into audit_unsealed_leaves values ('${theirs}', gen_random_uuid(), sha256('x'))`;
    await expect(as(ours, sealForThem)).rejects.toMatchObject({ code: PERMISSION_DENIED });
    const giveAway = `update profiles set tenant_id = '${theirs}'`;
    await expect(as(ours, giveAway)).rejects.toMatchObject({ code: PERMISSION_DENIED });
  });

  it('changes and deletes nothing of another tenant', async () => {
    const changed = `with x as (update profiles set state = state where tenant_id = '${theirs}' returning 1) select * from x`;
    const deleted = `with x as (delete from profiles where tenant_id = '${theirs}' returning 1) select * from x`;
    await expect(as(ours, changed)).resolves.toEqual([]);
    await expect(as(ours, deleted)).resolves.toEqual([]);
    await expect(as(theirs, changed)).resolves.not.toEqual([]);
  });

  it.each([
    ['change the trail', `update audit_entries set action = 'x'`],
    ['delete from the trail', 'delete from audit_entries'],
    ['empty the trail', 'truncate audit_entries'],
    ['read what is still to be expanded', 'select * from event_outbox'],
    ['take a leaf away before it is sealed', 'delete from audit_unsealed_leaves'],
    ['sign a tree of its own', `update audit_trees set checkpoint = 'x'`],
    ['change a tile', `update audit_tiles set hashes = ''`],
    ['change events', `update events set type = 'x'`],
    ['delete events', 'delete from events'],
    ['change decisions', `update evaluations set decision = 'allow'`],
    ['delete decisions', 'delete from evaluations'],
    ['free a natural key', 'delete from transaction_keys'],
    ['delete a key', 'delete from api_keys'],
    ['make itself the owner', 'set role trustflow_owner'],
    ['make itself the role across tenants', 'set role trustflow_system'],
    ['switch row-level security off', 'alter table evaluations disable row level security'],
    ['add a policy', 'create policy open on evaluations using (true)'],
    ['read around row-level security', 'set row_security = off; select * from evaluations'],
    ['make a table', 'create table mine (a int)'],
    ['make a temporary table', 'create temporary table mine (a int)'],
    ['make partitions', 'select ensure_month_partitions(1)'],
    ['read the server’s files', `copy profiles from '/etc/passwd'`],
  ])('does not let the application %s', async (_, sql) => {
    await expect(as(ours, sql)).rejects.toMatchObject({ code: PERMISSION_DENIED });
  });

  it('has no way around it through the partitions', async () => {
    const partitions = await api.database.query<{ name: string }>(
      `select relname as name from pg_class where relispartition and relkind = 'r' order by 1`,
    );
    expect(partitions.length).toBeGreaterThanOrEqual(3);
    for (const { name } of partitions) {
      await expect(as(ours, `select * from ${name}`)).rejects.toMatchObject({ code: PERMISSION_DENIED });
    }
  });

  it('keeps the roles of the queue and of cross-tenant work from what is none of theirs', async () => {
    const { queryAs } = api.database;
    for (const table of tables) {
      await expect(queryAs('queue', `select 1 from public.${table}`)).rejects.toMatchObject({
        code: PERMISSION_DENIED,
      });
      if (READ_ACROSS_TENANTS.includes(table)) continue;
      await expect(queryAs('system', `select * from ${table}`)).rejects.toMatchObject({
        code: PERMISSION_DENIED,
      });
    }
  });
});
