import type { Settings } from '@libs/config/settings';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';

/** The queue that a test runs on, as the settings name it. */
export interface QueueUnderTest {
  readonly settings: Partial<Settings>;
  stop(): Promise<void>;
}

const QUEUES: readonly (readonly [string, () => Promise<QueueUnderTest>])[] = [
  ['PostgreSQL', () => Promise.resolve({ settings: {}, stop: () => Promise.resolve() })],
  [
    'Redis',
    async () => {
      const redis = await RedisServer.start();
      return { settings: { redisUrl: redis.url }, stop: () => redis.kill() };
    },
  ],
];

/** The same tests on each queue that there is on this machine. */
export const describeOnEachQueue = describe.each(isRedisInstalled ? QUEUES : QUEUES.slice(0, 1));
