import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { until } from '../support/until';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { isRedisInstalled, RedisServer } from './redis-server';

jest.setTimeout(180_000);

const describeWithRedis = isRedisInstalled ? describe : describe.skip;
const AN_HOUR = 6;
const AWAY = 'Redis is away';
const BACK = 'Redis is back';

describeWithRedis('limits that two processes share', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let apis: readonly ApiProcess[];

  beforeEach(async () => {
    database = await createTestDatabase();
    redis = await RedisServer.start();
    const settings = { REDIS_URL: redis.url, SIGNUP_LIMIT_PER_HOUR: String(AN_HOUR), LOG_LEVEL: 'info' };
    apis = [await startApiProcess(database, settings), await startApiProcess(database, settings)];
  });
  afterEach(async () => {
    redis.thaw();
    await redis.kill();
    await Promise.all(apis.map((api) => api.kill()));
    await database.drop();
  });

  /** Statuses of so many sign-ups at each process. */
  async function signUps(each: number): Promise<Record<number, number>> {
    const body = { organization: 'Acme Shop', email: 'ops@acme.example' };
    const counts: Record<number, number> = {};
    for (let n = 0; n < each; n += 1) {
      for (const { url } of apis) {
        const { status } = await call(url, '/v1/signup', { method: 'POST', body });
        counts[status] = (counts[status] ?? 0) + 1;
      }
    }
    return counts;
  }

  const said = (text: string): number[] => apis.map((api) => api.output().split(text).length - 1);

  async function untilSaid(text: string): Promise<void> {
    await until(() => !said(text).includes(0));
  }

  it('are one limit; each has its own while Redis is killed, and they share one again when it is back', async () => {
    await expect(signUps(5)).resolves.toEqual({ 201: AN_HOUR, 429: 10 - AN_HOUR });
    await redis.kill();
    await expect(signUps(AN_HOUR + 2)).resolves.toEqual({ 201: 2 * AN_HOUR, 429: 4 });
    expect([said(AWAY), said(BACK)]).toEqual([
      [1, 1],
      [0, 0],
    ]);
    await redis.startAgain();
    await untilSaid(BACK);
    // It has forgotten what was counted before, and counts for both.
    await expect(signUps(5)).resolves.toEqual({ 201: AN_HOUR, 429: 10 - AN_HOUR });
    expect([said(AWAY), said(BACK)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('keep nobody waiting for a Redis that hangs', async () => {
    await signUps(1);
    redis.freeze();
    const startMs = performance.now();
    expect((await call(apis[0]?.url ?? '', '/openapi.json')).status).toBe(200);
    // Far from the 50 ms that it is asked for, and from the 2 s after which its connection is given up.
    expect(performance.now() - startMs).toBeLessThan(1_500);
    await expect(signUps(AN_HOUR + 1)).resolves.toEqual({ 201: 2 * AN_HOUR, 429: 2 });
    expect(said(AWAY)).toEqual([1, 1]);
    redis.thaw();
    await untilSaid(BACK);
    expect((await signUps(3))[201]).toBeLessThanOrEqual(AN_HOUR - 2);
  });

  it('are kept by a process that starts without Redis, until there is one', async () => {
    await redis.kill();
    const late = await startApiProcess(database, {
      REDIS_URL: redis.url,
      SIGNUP_LIMIT_PER_HOUR: '1',
      LOG_LEVEL: 'info',
    });
    apis = [...apis, late];
    expect(late.output()).toContain(AWAY);
    const body = { organization: 'Acme Shop', email: 'ops@acme.example' };
    const statuses = [];
    for (let n = 0; n < 2; n += 1) {
      statuses.push((await call(late.url, '/v1/signup', { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([201, 429]);
    await redis.startAgain();
    while (!late.output().includes(BACK)) await sleep(50);
  });
});
