import type { RequestLimits } from '@libs/config/settings';
import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { inMonth } from '../support/months';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { plantKey } from './planted-key';

const NO_LIMIT = 1_000_000;
const NOON_MS = Date.parse(inMonth(0, '22T12:00:00.000Z'));

function limits(over: Partial<RequestLimits> = {}): { requestLimits: RequestLimits } {
  const perSecondOfPlan = { free: 5, growth: 8, scale: NO_LIMIT, unlimited: NO_LIMIT };
  return {
    requestLimits: {
      perSecondOfPlan,
      perSecondOfAddress: NO_LIMIT,
      failedAuthenticationsPerMinute: NO_LIMIT,
      ...over,
    },
  };
}

async function statuses(count: number, ask: () => Promise<Answer>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(Array.from({ length: count }, ask))) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

function rateLimitOf({ headers }: Answer): (string | null)[] {
  return [headers.get('RateLimit-Policy'), headers.get('RateLimit')];
}

describe('the limit of a tenant', () => {
  let api: TestApi;
  let customer: Customer;
  let nowMs = NOON_MS;
  const later = (ms: number): void => {
    nowMs += ms;
    setClock(api.app, nowMs);
  };
  const tenant = (): Promise<Answer> => customer.get('/v1/tenant');

  beforeAll(async () => {
    api = await startTestApi({ ...limits(), defaultPlan: 'free' });
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    later(60_000);
    customer = await signUp(api.url);
  });

  it('is told on every answer, with what is left of it', async () => {
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await tenant());
    expect(answers.map(rateLimitOf)).toEqual(
      [4, 3, 2, 1].map((left) => ['"tenant";q=5;w=1', `"tenant";r=${left};t=1`]),
    );
  });

  it('is told with what is refused later, too, and counts it', async () => {
    const key = await plantKey(api.database, customer.tenantId, { scopes: ['tenant:read'] });
    const denied = customerWith(api.url, key);
    const answers = [
      await denied.get('/v1/evaluations'),
      await customer.get('/v1/evaluations/eval_1'),
      await customer.post('/v1/evaluations', {}),
      await customer.post('/v1/evaluations', aTransaction()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 422, 201]);
    expect(answers.map((answer) => answer.headers.get('RateLimit'))).toEqual(
      [4, 3, 2, 1].map((left) => `"tenant";r=${left};t=1`),
    );
  });

  it('is told to nobody who is not known', async () => {
    for (const answer of [
      await call(api.url, '/v1/tenant'),
      await customerWith(api.url, createApiKeySecret('live')).get('/v1/tenant'),
      await call(api.url, '/health/live'),
    ]) {
      expect(rateLimitOf(answer)).toEqual([null, null]);
    }
  });

  it('refuses what is more, and says how long to wait', async () => {
    await statuses(5, tenant);
    const answer = await tenant();
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect(rateLimitOf(answer)).toEqual(['"tenant";q=5;w=1', '"tenant";r=0;t=1']);
  });

  it('is exact, and whole again after its window', async () => {
    for (let second = 0; second < 3; second += 1) {
      await expect(statuses(20, tenant)).resolves.toEqual({ 200: 5, 429: 15 });
      later(1_000);
    }
  });

  it('is of the tenant, whichever key asks, and of no other: its sandbox has its own', async () => {
    const second = customerWith(api.url, await plantKey(api.database, customer.tenantId));
    const sandbox = customerWith(api.url, customer.sandboxKey);
    await statuses(3, tenant);
    await expect(statuses(5, () => second.get('/v1/tenant'))).resolves.toEqual({ 200: 2, 429: 3 });
    await expect(statuses(5, () => sandbox.get('/v1/tenant'))).resolves.toEqual({ 200: 5 });
    const stranger = await signUp(api.url);
    await expect(statuses(5, () => stranger.get('/v1/tenant'))).resolves.toEqual({ 200: 5 });
  });

  it('goes by the plan, as soon as that is another', async () => {
    await api.database.query(`update tenants set plan = 'growth' where tenant_id = $1`, [
      uuidOfTenant(customer.tenantId),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expect(statuses(20, tenant)).resolves.toEqual({ 200: 8, 429: 12 });
  });

  it('counts a batch as its items: what it has no room for is owed, and paid off', async () => {
    const batch = { items: Array.from({ length: 12 }, () => aTransaction()) };
    const answer = await customer.post('/v1/evaluations/batch', batch);
    expect([answer.status, answer.headers.get('RateLimit')]).toEqual([200, '"tenant";r=0;t=3']);
    for (let second = 0; second < 2; second += 1) {
      const refused = await customer.post('/v1/evaluations/batch', batch);
      expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, String(2 - second)]);
      later(1_000);
    }
    // Of 15 in three seconds three are left.
    await expect(statuses(5, tenant)).resolves.toEqual({ 200: 3, 429: 2 });
  });

  it('counts a batch that is not valid once', async () => {
    const answer = await customer.post('/v1/evaluations/batch', { items: [] });
    expect([answer.status, answer.headers.get('RateLimit')]).toEqual([422, '"tenant";r=4;t=1']);
  });
});

describe('the limit of an address', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ ...limits({ perSecondOfAddress: 4 }), trustProxy: 1 });
    setClock(api.app, NOON_MS);
  });
  afterAll(() => api.stop());

  const from = (ip: string, path = '/v1/tenant'): Promise<Answer> =>
    call(api.url, path, { headers: { 'X-Forwarded-For': ip } });

  it('is held before it is looked at who asks', async () => {
    await expect(statuses(10, () => from('203.0.113.1'))).resolves.toEqual({ 401: 4, 429: 6 });
    const answer = await from('203.0.113.1');
    expect(answer.body).toMatchObject({ code: 'rate_limited', detail: expect.stringContaining('address') });
    expect(answer.headers.get('Retry-After')).toBe('1');
    await expect(statuses(3, () => from('203.0.113.2'))).resolves.toEqual({ 401: 3 });
  });

  it('is that of a /64 in IPv6', async () => {
    const ips = ['2001:db8::1', '2001:db8::2', '2001:0db8::ffff:1', '2001:db8:0:0:1:2:3:4', '2001:db8::5'];
    const answers = [];
    for (const ip of ips) answers.push((await from(ip)).status);
    expect(answers).toEqual([401, 401, 401, 401, 429]);
    expect((await from('2001:db8:0:1::1')).status).toBe(401);
  });

  it('holds public pages, too, and never a health check', async () => {
    await expect(statuses(6, () => from('203.0.113.3', '/openapi.json'))).resolves.toEqual({
      200: 4,
      429: 2,
    });
    await expect(statuses(6, () => from('203.0.113.3', '/health/live'))).resolves.toEqual({ 200: 6 });
  });
});

describe('failed authentications', () => {
  const ALLOWED = 6;
  let api: TestApi;
  let customer: Customer;
  let nowMs = NOON_MS;
  let address = 0;
  beforeAll(async () => {
    api = await startTestApi({ ...limits({ failedAuthenticationsPerMinute: ALLOWED }), trustProxy: 1 });
    setClock(api.app, nowMs);
    customer = await signUp(api.url);
  });
  beforeEach(() => {
    address += 1;
  });
  afterAll(() => api.stop());

  const asking = (key: string, ip = `198.51.100.${address}`): Promise<Answer> =>
    customerWith(api.url, key).get('/v1/tenant', { 'X-Forwarded-For': ip });
  const guess = (): Promise<Answer> => asking(createApiKeySecret('live'));

  it('are answered 429 when they are too many, with how long to wait', async () => {
    await expect(statuses(20, guess)).resolves.toEqual({ 401: ALLOWED, 429: 14 });
    const answer = await guess();
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
    const retryAfterSeconds = Number(answer.headers.get('Retry-After'));
    expect(retryAfterSeconds).toBeGreaterThan(58);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it('are counted whatever is wrong with the key', async () => {
    const wrong = [
      'tf_live_short',
      'x',
      await plantKey(api.database, customer.tenantId, { expiresAt: new Date(0) }),
    ];
    const answers = [];
    for (let n = 0; n < ALLOWED + 1; n += 1) answers.push((await asking(wrong[n % 3] ?? '')).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 401, 429]);
  });

  it('cost no look at the database any more, whatever key comes', async () => {
    await statuses(ALLOWED + 1, guess);
    await api.database.query('alter function find_api_key rename to lost_function');
    try {
      await expect(statuses(5, guess)).resolves.toEqual({ 429: 5 });
      expect((await asking(createApiKeySecret('live'), '192.0.2.1')).status).toBe(500);
    } finally {
      await api.database.query('alter function lost_function rename to find_api_key');
    }
  });

  it('shut out neither a right key of another address, nor one that works at the same one', async () => {
    expect((await asking(customer.key)).status).toBe(200);
    await statuses(ALLOWED + 1, guess);
    expect((await asking(customer.key)).status).toBe(200);
    expect((await asking(customer.key, '192.0.2.2')).status).toBe(200);
  });

  it('are forgotten after a minute', async () => {
    await statuses(ALLOWED + 1, guess);
    const own = await plantKey(api.database, customer.tenantId);
    expect((await asking(own)).status).toBe(429);
    setClock(api.app, (nowMs += 60_000));
    expect((await asking(own)).status).toBe(200);
    expect((await guess()).status).toBe(401);
  });

  it('are none when a key is right and lacks a scope', async () => {
    const key = await plantKey(api.database, customer.tenantId, { scopes: ['lists:read'] });
    await expect(statuses(ALLOWED * 2, () => asking(key))).resolves.toEqual({ 403: ALLOWED * 2 });
  });
});
