import type { Settings } from '@libs/config/settings';
import { Redis } from 'ioredis';
import { DELIVERIES_QUEUE } from '../../src/webhooks/deliveries-queue.module';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';
import type { TestDatabase } from '../support/test-database';

/** The queue that a test runs on, as the settings name it. */
export interface QueueUnderTest {
  readonly settings: Partial<Settings>;
  /** What the jobs of deliveries that are not over hold. */
  jobs(database: TestDatabase): Promise<object[]>;
  stop(): Promise<void>;
}

const QUEUES: readonly (readonly [string, () => Promise<QueueUnderTest>])[] = [
  [
    'PostgreSQL',
    () => Promise.resolve({ settings: {}, jobs: jobsInPostgres, stop: () => Promise.resolve() }),
  ],
  [
    'Redis',
    async () => {
      const redis = await RedisServer.start();
      return {
        settings: { redisUrl: redis.url },
        jobs: () => jobsInRedis(redis.url),
        stop: () => redis.kill(),
      };
    },
  ],
];

async function jobsInPostgres(database: TestDatabase): Promise<object[]> {
  const rows = await database.query<{ data: object }>(
    `select j.data::json as data from bullmq.job j where j.name = 'send'`,
  );
  return rows.map(({ data }) => data);
}

async function jobsInRedis(url: string): Promise<object[]> {
  const redis = new Redis(url);
  try {
    const names = await redis.keys(`bull:${DELIVERIES_QUEUE}:????????-*-?`);
    const jobs = await Promise.all(names.map((name) => redis.hget(name, 'data')));
    return jobs.map((data) => JSON.parse(data ?? '') as object);
  } finally {
    redis.disconnect();
  }
}

/** The same tests on each queue that there is on this machine. */
export const describeOnEachQueue = describe.each(isRedisInstalled ? QUEUES : QUEUES.slice(0, 1));
