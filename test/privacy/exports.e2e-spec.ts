import { ExportSources } from '../../src/privacy/exports/export-sources';
import { LEFT_OUT } from '../../src/privacy/exports/left-out';
import { TENANT_TABLES } from '../architecture/wall-catalogue';
import { uuidOfTenant } from '../evaluation/books';
import { anOpenReview } from '../evaluation/told';
import { aPolicy } from '../evaluation/policy-steps';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { plantDelivery, plantEndpoint } from '../webhooks/planted';
import { HOOK_URL } from '../webhooks/endpoint-steps';
import { exported } from './export-steps';
import type { Opened } from './export-steps';

const SENT = {
  ...{ transactionId: 'order-1001', type: 'payment', amount: 12_999, currency: 'EUR', channel: 'web' },
  occurredAt: '2026-11-27T10:00:00.000Z',
  customer: { id: 'c-42', country: 'ES', createdAt: '2026-11-01T00:00:00.000Z' },
  counterparty: { id: 'm-7', country: 'IE', category: '5732' },
  instrument: { id: 'card-fp-9', type: 'card', country: 'ES', bin: '424242' },
  device: { id: 'd-1', ip: '203.0.113.9', userAgent: 'Mozilla/5.0' },
  agent: { id: 'a-1' },
  attributes: { basketSize: 3, giftCard: false },
};

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

/** Something of every kind; the secrets that were shown on the way. */
async function liveALittle({ get, post, tenantId }: Customer): Promise<{ secrets: string[] }> {
  await post('/v1/evaluations', { ...SENT, occurredAt: new Date(Date.now() - 60_000).toISOString() });
  const items = Array.from({ length: 120 }, () => aTransaction());
  await post('/v1/evaluations/batch', { items });
  const held = await anOpenReview({ post });
  await post(`/v1/evaluations/${held.id}/review`, { resolution: 'approved', note: 'Ann called' });
  await post(`/v1/evaluations/${held.id}/outcome`, { label: 'fraud' });
  await post(`/v1/evaluations/${held.id}/outcome`, { label: 'legitimate', reason: 'A mistake' });
  const { body: policy } = await post('/v1/policies', aPolicy({ name: 'Stricter' }));
  await post(`/v1/policies/${policy.id}/shadow`, undefined);
  const range = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() };
  await post(`/v1/policies/${policy.id}/backtest`, range);
  await post('/v1/lists', { name: 'trusted', description: 'Whose orders go through' });
  await post('/v1/lists/trusted/entries', { value: 'c-42', note: 'Known' });
  const { body: key } = await post('/v1/api-keys', { name: 'Made', scopes: ['lists:read'] });
  const { body: agent } = await post('/v1/agents', { name: 'Buyer', method: 'hmac' });
  const { body: endpoint } = await post('/v1/webhook-endpoints', { url: HOOK_URL, eventTypes: ['policy.*'] });
  const planting = { database: api.database, customer: { tenantId } };
  await plantDelivery(planting, {
    endpointId: await plantEndpoint(planting, 'disabled'),
    status: 'failed',
    attempts: 2,
  });
  await get('/v1/tenant');
  return { secrets: [key.secret, agent.secret, endpoint.secret].map(String) };
}

async function allOf({ get }: Customer, path: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await get(`${path}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
    all.push(...(body.data as Record<string, unknown>[]));
    cursor = body.nextCursor;
  }
  return all.reverse();
}

describe('an export', () => {
  let customer: Customer;
  let secrets: string[];
  let opened: Opened;
  beforeAll(async () => {
    customer = await signUp(api.url);
    ({ secrets } = await liveALittle(customer));
    opened = await exported(api.url, customer);
  });

  it('holds every evaluation once, as the API answers it, with what was sent', async () => {
    const { evaluations = [] } = opened.parts;
    const answered = await allOf(customer, '/v1/evaluations');
    expect(answered).toHaveLength(125);
    const plain = evaluations.map((evaluation): object => ({ ...evaluation, transaction: undefined }));
    expect(sortedById(plain)).toEqual(sortedById(answered));
    const first = evaluations.find(({ transactionId }) => transactionId === SENT.transactionId);
    expect(first).toMatchObject({ transaction: { ...SENT, occurredAt: first?.['occurredAt'] } });
    expect(Object.keys(first?.['transaction'] ?? {}).sort()).toEqual(Object.keys(SENT).sort());
  });

  it.each([
    ['policies', '/v1/policies'],
    ['lists', '/v1/lists'],
    ['webhook_endpoints', '/v1/webhook-endpoints'],
  ])('holds %s as the API answers them', async (part, path) => {
    const answered = await allOf(customer, path);
    expect(answered.length).toBeGreaterThan(0);
    expect(sortedById(opened.parts[part] ?? [])).toEqual(sortedById(answered));
  });

  it('holds the tenant, its keys with their traces, and its agents', async () => {
    const { tenant = [], api_keys: keys = [], agents = [] } = opened.parts;
    expect(tenant).toEqual([{ ...(await customer.get('/v1/tenant')).body, suspendedAt: null }]);
    const names = await allOf(customer, '/v1/api-keys');
    expect(keys.map(({ id, scopes }) => ({ id, scopes }))).toEqual(
      names.map(({ id, scopes }) => ({ id, scopes })),
    );
    expect(keys[0]).toMatchObject({ networks: expect.any(Array), anomalies: [], exposedAt: null });
    expect(agents).toEqual(await allOf(customer, '/v1/agents'));
  });

  it('holds what became of evaluations, former outcomes too', () => {
    const { outcomes = [], reviews = [], list_entries: entries = [] } = opened.parts;
    expect(outcomes.map(({ label, reason }) => [label, reason])).toEqual([
      ['fraud', null],
      ['legitimate', 'A mistake'],
    ]);
    expect(reviews).toMatchObject([{ resolution: 'approved', note: 'Ann called' }]);
    expect(entries).toMatchObject([{ value: 'c-42', note: 'Known' }]);
  });

  it('holds what is derived: profiles, usage, shadows and backtests', () => {
    const { profiles = [], usage_hours: hours = [], shadows, backtests } = opened.parts;
    const kinds = profiles.filter(({ id }) =>
      ['c-42', 'm-7', 'card-fp-9', 'd-1', '203.0.113.9'].includes(String(id)),
    );
    expect(kinds.map(({ kind }) => kind).sort()).toEqual([
      ...['counterparty', 'customer', 'device', 'instrument', 'ip'],
    ]);
    expect(hours.reduce((sum, { evaluations }) => sum + Number(evaluations), 0)).toBe(125);
    expect(shadows).toMatchObject([{ status: 'running' }]);
    expect(backtests).toHaveLength(1);
  });

  it('holds deliveries with their attempts, and events with what they told', async () => {
    const { deliveries = [], events = [] } = opened.parts;
    const failed = deliveries.find(({ status }) => status === 'failed');
    expect(failed).toEqual((await customer.get(`/v1/deliveries/${String(failed?.['id'])}`)).body);
    const answered = await allOf(customer, '/v1/events');
    const told = new Map(answered.map((event) => [event['id'], event]));
    expect(events.length).toBeGreaterThan(120);
    for (const event of events) expect(event).toEqual(told.get(event['id']));
  });

  it('holds the trail, what is sealed of it in the form that can be checked', () => {
    const { audit: [header, ...lines] = [], audit_unsealed: unsealed = [] } = opened.parts;
    expect(header).toMatchObject({ format: 'trustflow-audit-export-v1', tenantId: customer.tenantId });
    expect(lines.map(({ index }) => index)).toEqual(lines.map((_, index) => index));
    expect(header).toMatchObject({ firstIndex: 0, endIndex: lines.length, treeSize: lines.length });
    const entries = [...lines.map(({ entry }) => entry), ...unsealed] as { id: string; action: string }[];
    const decided = entries.filter(({ action }) => action === 'evaluation.decided');
    expect(new Set(decided.map(({ id }) => id)).size).toBe(125);
  });

  it('holds no secret, and no digest of one', async () => {
    const digests = await api.database.query<{ digest: Buffer }>(
      `select secret_digest as digest from api_keys where tenant_id = $1
       union all select hmac_digest from webhook_secrets where tenant_id = $1
       union all select salt from webhook_secrets where tenant_id = $1
       union all select fingerprint_salt from tenants where tenant_id = $1
       union all select salt from agent_keys where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    const hidden = [
      ...[customer.key, ...secrets],
      ...digests.flatMap(({ digest }) => [digest.toString('hex'), digest.toString('base64')]),
    ];
    expect(hidden.length).toBeGreaterThan(12);
    expect(hidden.filter((secret) => opened.text.includes(secret))).toEqual([]);
  });

  it('is of one tenant: nothing of another is in it', async () => {
    const stranger = await signUp(api.url, { organization: 'Strangers' });
    await stranger.post('/v1/evaluations', aTransaction({ customer: { id: 'c-stranger' } }));
    const theirs = await exported(api.url, stranger);
    expect(theirs.parts['evaluations']).toHaveLength(1);
    expect(theirs.text).toContain('c-stranger');
    expect(theirs.text).not.toContain(customer.tenantId);
    expect(theirs.text).not.toContain('"c-42"');
    const sandbox = await exported(api.url, customerWith(api.url, customer.sandboxKey));
    expect(sandbox.manifest.mode).toBe('test');
    expect(sandbox.parts['evaluations']).toEqual([]);
    expect(sandbox.text).not.toContain('"c-42"');
  });

  it('says of every part what it holds, and of every table that is left out why', () => {
    expect(opened.manifest).toMatchObject({
      ...{ format: 'trustflow-export-v1', tenantId: customer.tenantId, mode: 'live', version: '0.1.0' },
    });
    for (const { about } of opened.manifest.parts) expect(about).toMatch(/^[A-Z].{20,}[.]$/);
    for (const { reason } of opened.manifest.leftOut) expect(reason).toMatch(/^[A-Z].{20,}[.]$/);
  });
});

describe('the sources of an export', () => {
  it('are of every table of a tenant, but for those that are left out and say why', async () => {
    const { all } = api.app.get(ExportSources, { strict: false });
    const given = all.flatMap(({ tables }) => tables);
    const inSchema = await api.database.query<{ name: string; isPartition: boolean }>(TENANT_TABLES);
    const tables = inSchema.filter(({ isPartition }) => !isPartition).map(({ name }) => name);
    expect([...given, ...Object.keys(LEFT_OUT)].sort()).toEqual(tables);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});

function sortedById(items: readonly object[]): object[] {
  const idOf = (item: object): string => (item as { id: string }).id;
  return [...items].sort((a, b) => idOf(a).localeCompare(idOf(b)));
}
