import { setTimeout as sleep } from 'node:timers/promises';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { formatId, newUuid, NIL_UUID, parseId } from '@libs/ids/typeid';
import { RecoveriesRepository } from '../../src/webhooks/recoveries/recoveries.repository';
import { RecoveryTurns } from '../../src/webhooks/recoveries/recovery-turns';
import { uuidOfTenant } from '../evaluation/books';
import { customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { plantDelivery, plantEndpoint } from './planted';
import type { Planted, PlantedDelivery } from './planted';

const DAY_MS = 86_400_000;

let api: TestApi;
let customer: Customer;
let endpointId: string;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
  endpointId = await plantEndpoint({ database: api.database, customer });
});
afterAll(() => api.stop());

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);
const failed = (over: Partial<PlantedDelivery> = {}): Promise<Planted> =>
  plantDelivery({ database: api.database, customer }, { endpointId, status: 'failed', ...over });
const recover = (since: Date | string, by: Pick<Customer, 'post'> = customer): Promise<Answer> =>
  by.post(`/v1/webhook-endpoints/${endpointId}/recover`, {
    since: typeof since === 'string' ? since : since.toISOString(),
  });

function expectRefused({ status, body }: Answer, ...expected: [status: number, code: string]): void {
  expect([status, body.code]).toEqual(expected);
}

async function collected(id: string): Promise<Answer['body']> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { body } = await customer.get(`/v1/recoveries/${id}`);
    if (body.status !== 'collecting') return body;
    await sleep(20);
  }
  throw new Error('not everything was found in time');
}

/** By id: what became of deliveries. */
async function rows(): Promise<Record<string, unknown>[]> {
  return api.database.query(
    `select status, failure, recovery_id is not null as counted, round_started_after as round
       from deliveries where tenant_id = $1 order by event_id`,
    [uuidOfTenant(customer.tenantId)],
  );
}

describe('a recovery', () => {
  it('is accepted, says where to look, and sends again what failed since then, and nothing else', async () => {
    const other = await plantEndpoint({ database: api.database, customer });
    for (const at of [daysAgo(3), daysAgo(2), new Date()]) await failed({ at, attempts: 11 });
    const untouched = [
      await failed({ at: daysAgo(5) }),
      await failed({ at: new Date(Date.now() + 60_000) }),
      await failed({ endpointId: other }),
      await failed({ failure: 'payload_erased' }),
      await failed({ attempts: 200 }),
      await failed({ eventType: 'endpoint.pinged' }),
      await failed({ status: 'delivered' }),
      await failed({ status: 'pending' }),
      await failed({ status: 'sending' }),
    ];
    const before = await api.database.query<{ id: string }>('select * from deliveries order by id');
    const accepted = await recover(daysAgo(4));
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({
      ...{ endpointId, status: 'collecting', found: 0, delivered: 0, failed: 0, pending: 0 },
      ...{ until: accepted.body.createdAt, completedAt: null },
    });
    expect(accepted.headers.get('Location')).toBe(`/v1/recoveries/${accepted.body.id}`);
    await expect(collected(accepted.body.id as string)).resolves.toMatchObject({
      ...{ status: 'sending', found: 3, delivered: 0, failed: 0, pending: 3, completedAt: null },
    });
    const again = { status: 'pending', failure: null, counted: true, round: 11 };
    expect((await rows()).filter(({ counted }) => counted)).toEqual([again, again, again]);
    const after = await api.database.query<{ id: string }>('select * from deliveries order by id');
    const changed = after.filter((row, n) => JSON.stringify(row) !== JSON.stringify(before[n]));
    expect(changed).toHaveLength(3);
    expect(untouched).toHaveLength(after.length - 3);
  });

  it('takes an event of its very first moment, and none of the millisecond before', async () => {
    const since = daysAgo(2);
    await failed({ at: since });
    await failed({ at: new Date(since.getTime() - 1) });
    const { body } = await recover(since);
    await expect(collected(body.id as string)).resolves.toMatchObject({
      since: since.toISOString(),
      found: 1,
    });
  });

  it('is completed at once where nothing failed', async () => {
    await failed({ status: 'delivered' });
    const { body } = await recover(daysAgo(30));
    const ended = await collected(body.id as string);
    expect(ended).toMatchObject({ status: 'completed', found: 0, pending: 0 });
    expect(Date.parse(ended.completedAt as string)).toBeGreaterThanOrEqual(
      Date.parse(ended.createdAt as string),
    );
  });

  it('may follow another that has found everything, and counts apart from it', async () => {
    await failed();
    const first = await recover(daysAgo(1));
    await collected(first.body.id as string);
    await failed();
    const second = await recover(daysAgo(1));
    await expect(collected(second.body.id as string)).resolves.toMatchObject({ status: 'sending', found: 1 });
    await expect(collected(first.body.id as string)).resolves.toMatchObject({ status: 'sending', found: 1 });
  });

  it('is refused while another of its endpoint looks for what failed', async () => {
    await api.database.query(
      `insert into recoveries (tenant_id, id, endpoint_id, since, until, status, cursor_event_id, lease_until, created_at)
       select tenant_id, gen_random_uuid(), id, now(), now(), 'collecting', gen_random_uuid(), '2100-01-01', now()
         from webhook_endpoints where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    expectRefused(await recover(daysAgo(1)), 409, 'conflict');
    const other = await plantEndpoint({ database: api.database, customer });
    endpointId = other;
    expect((await recover(daysAgo(1))).status).toBe(202);
  });

  it.each([
    ['over 30 days ago', () => new Date(daysAgo(30).getTime() - 120_000)],
    ['ahead', () => new Date(Date.now() + 60_000)],
    ['no time', () => 'yesterday'],
  ])('is refused where since is %s', async (_, since) => {
    expectRefused(await recover(since()), 422, 'validation_failed');
  });

  it('is refused where the endpoint is disabled, or is not there', async () => {
    expectRefused(await recover(daysAgo(1), await signUp(api.url)), 404, 'not_found');
    endpointId = await plantEndpoint({ database: api.database, customer }, 'disabled');
    expectRefused(await recover(daysAgo(1)), 409, 'conflict');
    endpointId = 'endpoint_01kapm4y6qf0t9d2h1w8zc3v5x';
    expectRefused(await recover(daysAgo(1)), 404, 'not_found');
  });

  it('is shown to its tenant alone, and started by a key that may write', async () => {
    const { body } = await recover(daysAgo(1));
    const stranger = await signUp(api.url);
    expectRefused(await stranger.get(`/v1/recoveries/${body.id}`), 404, 'not_found');
    expectRefused(await customer.get(`/v1/recoveries/${endpointId}`), 404, 'not_found');
    const key = await customer.post('/v1/api-keys', { name: 'Reader', scopes: ['webhooks:read'] });
    const reader = customerWith(api.url, key.body.secret as string);
    expect((await reader.get(`/v1/recoveries/${body.id}`)).status).toBe(200);
    expectRefused(await recover(daysAgo(1), reader), 403, 'scope_missing');
  });

  it('is in the audit trail', async () => {
    const { body } = await recover(daysAgo(1));
    const entries = await api.database.query(
      `select actor_type, resource_type, after from audit_entries where tenant_id = $1 and action = 'recovery.started'`,
      [uuidOfTenant(customer.tenantId)],
    );
    const after = { endpointId, since: body.since, until: body.until };
    expect(entries).toEqual([{ actor_type: 'key', resource_type: 'recovery', after }]);
  });
});

describe('two workers that take each other for dead', () => {
  it('count each delivery once: one of them gives up', async () => {
    for (let n = 0; n < 3; n += 1) await failed();
    const tenantId = uuidOfTenant(customer.tenantId);
    const id = newUuid(Date.now());
    await api.database.query(
      `insert into recoveries (tenant_id, id, endpoint_id, since, until, status, cursor_event_id, lease_until, created_at)
       values ($1, $2, $3, now() - interval '1 day', now(), 'collecting', $4, '2100-01-01', now())`,
      [tenantId, id, parseId('endpoint', endpointId), NIL_UUID],
    );
    const turns = api.app.get(RecoveryTurns, { strict: false });
    const recoveries = api.app.get(RecoveriesRepository, { strict: false });
    const database = api.app.get(TenantDatabase, { strict: false });
    const taken = await database.run(toTenantId(tenantId), (tx) => recoveries.find(tx, id));
    if (taken === null) throw new Error('the recovery is there');
    const ends = await Promise.allSettled([
      turns.collect(toTenantId(tenantId), taken),
      turns.collect(toTenantId(tenantId), taken),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(collected(formatId('recovery', id))).resolves.toMatchObject({ status: 'sending', found: 3 });
  });
});
