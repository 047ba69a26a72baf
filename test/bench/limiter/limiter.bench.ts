import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SystemClock } from '@libs/clock/clock';
import { FailoverLimiter } from '@libs/rate-limit/failover-limiter';
import { LocalLimiter } from '@libs/rate-limit/local-limiter';
import type { RateLimiter } from '@libs/rate-limit/rate-limiter';
import { RedisServer } from '../../faults/redis-server';
import { signUp } from '../../support/customer';
import { BenchDatabase } from '../serving/bench-database';
import { Child } from '../serving/child';
import { KeptConnection } from '../serving/kept-connection';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';

const CONNECTIONS_PER_PROCESS = 8;
/** So that a request that is late by a moment does not begin another window. */
const LAST_MOMENT_MS = 15;
const TAKES = 20_000;
const OFTEN = { max: 1_000_000, windowMs: 1_000 };

interface Options {
  readonly limit: number;
  readonly overload: number;
  readonly seconds: number;
}

interface Exactness {
  readonly processes: number;
  readonly asked: number;
  readonly allowed: number;
  readonly expected: number;
  readonly errorPercent: number;
}

/** How exact the limit of a tenant is under more load than that, and what it costs. Prints one line of JSON. */
async function main(): Promise<void> {
  const options = readOptions();
  const database = await BenchDatabase.start();
  const redis = await RedisServer.start();
  try {
    const shared = await measure(database, 2, { ...options, redisUrl: redis.url });
    const alone = await measure(database, 1, options);
    const microsPerTake = await costs(redis.url);
    process.stdout.write(
      `${JSON.stringify({ bench: 'limiter', ...options, shared, alone, microsPerTake })}\n`,
    );
  } finally {
    await redis.kill();
    await database.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      limit: { type: 'string', default: '200' },
      overload: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '30' },
    },
  });
  const options = {
    limit: Number(values.limit),
    overload: Number(values.overload),
    seconds: Number(values.seconds),
  };
  if (!Object.values(options).every((value) => value >= 1 && value <= 10_000)) {
    throw new Error('--limit, --overload and --seconds are 1 to 10000');
  }
  return options;
}

async function measure(
  database: BenchDatabase,
  processes: number,
  { limit, overload, seconds, redisUrl }: Options & { readonly redisUrl?: string },
): Promise<Exactness> {
  progress(`${processes} process(es), ${limit} a second allowed, ${limit * overload} asked, ${seconds} s`);
  const servers = Array.from({ length: processes }, () => {
    const environment = {
      ...database.environment,
      ...{ PORT: '0', LOG_LEVEL: 'warn', NODE_ENV: 'production' },
      TENANT_LIMITS_PER_SECOND: `unlimited:${limit}`,
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    };
    return new Child({ file: join(__dirname, 'limited.process.ts'), environment });
  });
  try {
    const urls = await Promise.all(servers.map((server) => server.ask<string>('url')));
    const { key } = await signUp(urls[0] ?? '');
    const counts = await overloaded(urls, key, { perSecond: limit * overload, seconds });
    const expected = limit * seconds;
    const errorPercent = rounded((Math.abs(counts.allowed - expected) / expected) * 100);
    return { processes, ...counts, expected, errorPercent };
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Each connection has its share of the requests, each at its moment or as soon as the one before was answered. */
async function overloaded(
  urls: readonly string[],
  key: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<{ asked: number; allowed: number }> {
  const connections = await Promise.all(
    urls.flatMap((url) => Array.from({ length: CONNECTIONS_PER_PROCESS }, () => KeptConnection.open(url))),
  );
  const counts = { asked: 0, allowed: 0 };
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000 - LAST_MOMENT_MS;
  const everyMs = (1_000 * connections.length) / perSecond;
  const ask = async (connection: KeptConnection, index: number): Promise<void> => {
    let dueMs = startMs + (index * everyMs) / connections.length;
    for (; performance.now() < endMs; dueMs += everyMs) {
      await sleep(Math.max(0, dueMs - performance.now()));
      if (performance.now() >= endMs) break;
      const status = await connection.post({ path: '/v1/policies/validate', key, body: '{}' });
      counts.asked += 1;
      // What is let in is refused for its body.
      if (status === 422) counts.allowed += 1;
      else if (status !== 429) throw new Error(`answered ${status}`);
    }
  };
  await Promise.all(connections.map(ask));
  for (const connection of connections) connection.close();
  return counts;
}

/** One after another, so that with Redis it is the round trip. */
async function costs(redisUrl: string): Promise<{ process: number; redis: number }> {
  progress('what one request costs');
  const local = new LocalLimiter(new SystemClock());
  const shared = await FailoverLimiter.start(redisUrl, local, Buffer.alloc(32));
  const costs = { process: await microsPerTake(local), redis: await microsPerTake(shared) };
  shared.close();
  return costs;
}

async function microsPerTake(limiter: RateLimiter): Promise<number> {
  const startMs = performance.now();
  for (let n = 0; n < TAKES; n += 1) {
    const answer = limiter.take('bench', OFTEN);
    if (answer instanceof Promise) await answer;
  }
  return rounded(((performance.now() - startMs) * 1_000) / TAKES);
}

void main();
