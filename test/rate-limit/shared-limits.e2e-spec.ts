import { SystemClock } from '@libs/clock/clock';
import { FailoverLimiter } from '@libs/rate-limit/failover-limiter';
import { LocalLimiter } from '@libs/rate-limit/local-limiter';
import { SlidingWindow } from '@libs/rate-limit/sliding-window';
import { takeScript } from '@libs/rate-limit/take-script';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';

const describeWithRedis = isRedisInstalled ? describe : describe.skip;
const NAME_KEY = Buffer.alloc(32, 7);
const ADDRESS = '203.0.113.9';

describeWithRedis('limits that are shared through Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  const limiters: FailoverLimiter[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = new Redis(server.url);
    for (let n = 0; n < 2; n += 1) {
      limiters.push(await FailoverLimiter.start(server.url, new LocalLimiter(new SystemClock()), NAME_KEY));
    }
  });
  afterAll(async () => {
    redis.disconnect();
    for (const limiter of limiters) limiter.close();
    await server.kill();
  });

  it('are one limit for all who share them', async () => {
    const quota = { max: 100, windowMs: 60_000 };
    const asked = Array.from({ length: 300 }, async (_, n) => limiters[n % 2]?.take(`a:${ADDRESS}`, quota));
    const admitted = (await Promise.all(asked)).filter((verdict) => verdict?.isAdmitted);
    expect(admitted).toHaveLength(100);
    expect(admitted.map((verdict) => verdict?.remaining).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
  });

  it('leave no address in Redis, and nothing that stays', async () => {
    await limiters[0]?.take(`b:${ADDRESS}`, { max: 5, windowMs: 1_000 });
    await limiters[0]?.owe(`b:${ADDRESS}`, { max: 5, windowMs: 1_000 }, 50);
    const keys = await redis.keys('*');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toMatch(/^trustflow:limit:[\w-]{24}$/);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
      expect(JSON.stringify(await redis.hgetall(key))).not.toContain(ADDRESS);
    }
  });

  it('do not ask Redis again for who was just refused', async () => {
    const quota = { max: 1, windowMs: 60_000 };
    await limiters[0]?.take('flood', quota);
    await limiters[0]?.take('flood', quota);
    const verdicts = Array.from({ length: 1_000 }, () => limiters[0]?.take('flood', quota));
    expect(verdicts.filter((verdict) => verdict instanceof Promise)).toEqual([]);
    expect(verdicts.filter((verdict) => !(verdict instanceof Promise) && verdict?.isAdmitted)).toEqual([]);
  });

  it('are counted in Redis exactly as in a process', async () => {
    // The clock of Redis, as told.
    const script = takeScript.replace("redis.call('TIME')", '{ ARGV[5], ARGV[6] }');
    expect(script).not.toBe(takeScript);
    const step = fc.record({
      pauseMs: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5_000 })),
      debt: fc.oneof({ arbitrary: fc.constant(0), weight: 8 }, fc.integer({ min: 1, max: 60 })),
    });
    const max = fc.integer({ min: 1, max: 12 });
    await fc.assert(
      fc.asyncProperty(max, fc.array(step, { maxLength: 60 }), async (limit, steps) => {
        await redis.flushall();
        const quota = { max: limit, windowMs: 1_000 };
        const window = new SlidingWindow();
        let atMs = 1_800_000_000_000;
        for (const { pauseMs, debt } of steps) {
          atMs += pauseMs;
          const expected = debt > 0 ? window.owe(quota, debt, atMs) : window.take(quota, atMs);
          const time = [Math.floor(atMs / 1_000), (atMs % 1_000) * 1_000];
          const told = await redis.eval(
            script,
            1,
            'twin',
            limit,
            1_000,
            debt || 1,
            debt > 0 ? 1 : 0,
            ...time,
          );
          expect(told).toEqual([
            Number(expected.isAdmitted),
            expected.remaining,
            Math.ceil(expected.resetMs),
          ]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
