import type { RequestLimits } from '@libs/config/settings';
import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';
import { customerWith, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const describeWithRedis = isRedisInstalled ? describe : describe.skip;
const OF_A_TENANT = 20;
const OF_AN_ADDRESS = 30;
const FAILURES = 8;
/** The shortest time in which a whole limit gets free. */
const WINDOW_MS = 990;

const requestLimits: RequestLimits = {
  perSecondOfPlan: { free: OF_A_TENANT, growth: 1_000, scale: 1_000, unlimited: 1_000_000 },
  perSecondOfAddress: OF_AN_ADDRESS,
  failedAuthenticationsPerMinute: FAILURES,
};

describeWithRedis('two processes that share a Redis', () => {
  let redis: RedisServer;
  let database: TestDatabase;
  let apis: readonly TestApi[];
  let customer: Customer;
  let addresses = 0;
  beforeAll(async () => {
    redis = await RedisServer.start();
    database = await createTestDatabase();
    const settings = { redisUrl: redis.url, requestLimits, trustProxy: 1, defaultPlan: 'free' as const };
    apis = await Promise.all([startTestApi(settings, database), startTestApi(settings, database)]);
  });
  beforeEach(async () => {
    customer = await signUp(apis[0]?.url ?? '');
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await database.drop();
    await redis.kill();
  });

  const anAddress = (): string => `198.51.100.${(addresses += 1)}`;

  /** How often each status came, and for how many windows it was asked: a slow machine asks for longer than one. */
  async function ask(
    count: number,
    key: string,
    ipOf: (n: number) => string,
  ): Promise<{ readonly counts: Record<number, number>; readonly windows: number }> {
    const startMs = performance.now();
    const counts: Record<number, number> = {};
    await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        const url = apis[n % 2]?.url ?? '';
        const headers = { 'X-Forwarded-For': ipOf(n) };
        const { status } = await customerWith(url, key).get('/v1/tenant', headers);
        counts[status] = (counts[status] ?? 0) + 1;
      }),
    );
    return { counts, windows: 1 + Math.floor((performance.now() - startMs) / WINDOW_MS) };
  }

  it('let in what one tenant may ask, wherever it asks', async () => {
    const { counts, windows } = await ask(100, customer.key, (n) => `192.0.2.${n}`);
    expect(counts[200]).toBeGreaterThanOrEqual(OF_A_TENANT);
    expect(counts[200]).toBeLessThanOrEqual(OF_A_TENANT * windows);
    expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(100);
  });

  it('let in what one address may ask, whoever asks', async () => {
    const ip = anAddress();
    await database.query(`update tenants set plan = 'unlimited'`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { counts, windows } = await ask(120, customer.key, () => ip);
    expect(counts[200]).toBeGreaterThanOrEqual(OF_AN_ADDRESS);
    expect(counts[200]).toBeLessThanOrEqual(OF_AN_ADDRESS * windows);
    expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(120);
  });

  it('let an address try so many wrong keys, and no more elsewhere', async () => {
    const ip = anAddress();
    const statuses = [];
    for (let n = 0; n < FAILURES + 4; n += 1) {
      const own = customerWith(apis[n % 2]?.url ?? '', createApiKeySecret('live'));
      statuses.push((await own.get('/v1/tenant', { 'X-Forwarded-For': ip })).status);
    }
    expect(statuses).toEqual([...Array<number>(FAILURES).fill(401), ...Array<number>(4).fill(429)]);
    expect((await customer.get('/v1/tenant', { 'X-Forwarded-For': ip })).status).toBe(429);
    expect((await customer.get('/v1/tenant', { 'X-Forwarded-For': anAddress() })).status).toBe(200);
    expect((await customer.get('/v1/tenant', { 'X-Forwarded-For': ip })).status).toBe(200);
  });
});
