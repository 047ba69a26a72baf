import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_MASTER_KEYS } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { isRedisInstalled, RedisServer } from '../faults/redis-server';
import { startTrustflow } from './trustflow-process';
import type { TrustflowProcess } from './trustflow-process';

// The first process may have to build.
jest.setTimeout(400_000);

const DEFAULT_PORT = 9_464;
const PATIENCE_MS = 180_000;

let database: TestDatabase;
const started: TrustflowProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.end('SIGKILL')));
});
afterAll(() => database.drop());

function start(command: string, over: Record<string, string> = {}): TrustflowProcess {
  const process = startTrustflow(command, {
    DATABASE_URL: database.urls.app,
    DATABASE_SYSTEM_URL: database.urls.system,
    DATABASE_QUEUE_URL: database.urls.queue,
    TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS,
    ...over,
  });
  started.push(process);
  return process;
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadlineMs) throw new Error(`did not come true: ${look.toString()}`);
    await sleep(50);
  }
}

/** Where it can be watched, once it says so: without `/metrics`. */
function watchedAt(process: TrustflowProcess): Promise<string> {
  return until(() => /Metrics at (\S+)\/metrics/.exec(process.output())?.[1]);
}

async function answerOf(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}

async function occupy(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return Promise.race([
    once(server, 'listening').then(() => server),
    // Somebody else has it, which is as good.
    once(server, 'error').then(() => undefined),
  ]);
}

describe('a process that is watched', () => {
  it('shows as a worker how it and the webhooks of all tenants are', async () => {
    const url = await watchedAt(start('worker'));
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const name of [
      ...['trustflow_webhook_oldest_undelivered_seconds', 'trustflow_webhook_oldest_unexpanded_seconds'],
      ...['trustflow_webhook_deliveries_open', 'trustflow_webhook_deliveries_due'],
      'trustflow_webhook_endpoints_held',
    ]) {
      expect(text).toMatch(new RegExp(`^${name} 0$`, 'm'));
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    await expect(answerOf(`${url}/health/live`)).resolves.toEqual({ status: 200, body: { status: 'up' } });
    const checks = ['database', 'changes', 'queue'].map((name) => ({ name, status: 'up' }));
    await expect(until(() => whenUp(url))).resolves.toEqual({ status: 200, body: { status: 'up', checks } });
  });

  it('shows as an API its own figures, and its health elsewhere', async () => {
    const url = await watchedAt(start('api'));
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).not.toContain('trustflow_webhook_');
    expect((await fetch(`${url}/health/live`)).status).toBe(404);
  });

  it('does not start where another program has the port that was chosen', async () => {
    const other = await occupy(0);
    const { port } = other?.address() as AddressInfo;
    const refused = start('worker', { METRICS_PORT: String(port) });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.output()).toContain(
      `trustflow: METRICS_PORT: ${port} on 127.0.0.1 is in use by another program\n`,
    );
    other?.close();
  });

  it('goes on unwatched, and says so, where another program has the port that nobody chose', async () => {
    const other = await occupy(DEFAULT_PORT);
    const api = start('api', { METRICS_PORT: '', LOG_LEVEL: 'warn' });
    const url = await api.ready;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(api.output()).toContain('METRICS_PORT: 9464 on 127.0.0.1 is in use by another program');
    expect(api.output()).not.toContain('Metrics at');
    expect(await api.end('SIGTERM')).toEqual({ code: 0, signal: null });
    other?.close();
  });
});

const describeWithRedis = isRedisInstalled ? describe : describe.skip;

describeWithRedis('a worker on Redis', () => {
  it('is not ready while Redis is away, and is again by itself', async () => {
    const redis = await RedisServer.start();
    try {
      const url = await watchedAt(start('worker', { REDIS_URL: redis.url }));
      await until(() => whenUp(url));
      await redis.kill();
      const down = await until(async () => {
        const answer = await answerOf(`${url}/health/ready`);
        return answer.status === 503 ? answer : undefined;
      });
      const reason = 'The queue does not answer in time';
      expect(down.body).toMatchObject({
        status: 'down',
        checks: [{}, {}, { name: 'queue', status: 'down', reason }],
      });
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      await redis.startAgain();
      await until(() => whenUp(url));
    } finally {
      await redis.kill();
    }
  });
});

async function whenUp(url: string): Promise<{ status: number; body: unknown } | undefined> {
  const answer = await answerOf(`${url}/health/ready`);
  return answer.status === 200 ? answer : undefined;
}
