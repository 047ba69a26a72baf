import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { TrustedCache } from '@libs/database/trusted-cache';
import { ListsService } from '../../src/evaluation/lists/lists.service';
import { DELIVERIES_QUEUE } from '../../src/webhooks/deliveries-queue.module';
import { startApiProcess } from '../faults/api-process';
import { aPolicy } from '../evaluation/policy-steps';
import { call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import { until } from '../support/until';
import { HOOK_URL } from '../webhooks/endpoint-steps';
import { runMatrix } from './matrix';
import type { Document } from './operations';
import { THINGS } from './things';
import { MARK, VICTIM_TRANSACTION } from './words';

jest.setTimeout(120_000);

describe('what is remembered in a process', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  /** Everything that is remembered, under the name of its cache and its key. */
  async function keysAskedFor(work: () => Promise<unknown>): Promise<Set<string>> {
    const asked = new Set<string>();
    const caches: object[] = [];
    const { get } = TrustedCache.prototype;
    TrustedCache.prototype.get = function (this: TrustedCache<unknown>, key, load) {
      if (!caches.includes(this)) caches.push(this);
      asked.add(`${cacheNumber(this)}:${key}`);
      return get.call(this, key, load) as never;
    };
    try {
      await work();
    } finally {
      TrustedCache.prototype.get = get;
    }
    return asked;
  }

  const known: object[] = [];
  function cacheNumber(cache: object): number {
    if (!known.includes(cache)) known.push(cache);
    return known.indexOf(cache);
  }

  async function sharedKeys(): Promise<string[]> {
    const [victim, stranger] = [await signUp(api.url), await signUp(api.url)];
    const use = async ({ get, post }: Customer): Promise<void> => {
      await post('/v1/lists', { name: 'trusted' });
      await post('/v1/evaluations', VICTIM_TRANSACTION);
      await post('/v1/policies', aPolicy());
      await get('/v1/tenant');
    };
    const ofVictim = await keysAskedFor(() => use(victim));
    const ofStranger = await keysAskedFor(() => use(stranger));
    expect(ofVictim.size).toBeGreaterThanOrEqual(4);
    return [...ofStranger].filter((key) => ofVictim.has(key));
  }

  it('has for each tenant keys of its own', async () => {
    await expect(sharedKeys()).resolves.toEqual([]);
  });

  it('would be seen to be shared where a key forgot the tenant', async () => {
    const lists = api.app.get<unknown, { use: TrustedCache<unknown> }>(ListsService, { strict: false });
    const { use } = lists;
    lists.use = Object.assign(Object.create(use) as TrustedCache<unknown>, {
      get: (_: string, load: () => Promise<unknown>) => use.get('all', load),
    });
    await expect(sharedKeys()).resolves.toEqual([expect.stringMatching(/:all$/)]);
    lists.use = use;
  });
});

describe('the jobs of the queue', () => {
  let api: TestApi;
  let queue: Queue;
  beforeAll(async () => {
    api = await startTestApi();
    const victim = await signUp(api.url);
    queue = api.app.get(getQueueToken(DELIVERIES_QUEUE), { strict: false });
    await queue.pause();
    // So that jobs stay where they can be looked at: what claims them would leave a paused queue alone.
    Object.assign(queue, { isPaused: () => Promise.resolve(false) });
    await victim.post('/v1/webhook-endpoints', { url: `${HOOK_URL}/${MARK}`, eventTypes: ['*'] });
    for (const [kind, make] of Object.entries(THINGS)) {
      if (kind !== 'entries') await make({ victim, database: api.database }, `/v1/${kind}`);
    }
  });
  afterAll(() => api.stop());

  async function jobs(): Promise<string[]> {
    const rows = await api.database.query<{ job: string }>('select j::text as job from bullmq.job j');
    return rows.map(({ job }) => job);
  }

  /** Jobs that say anything that a customer chose. */
  async function tellingJobs(): Promise<string[]> {
    return (await jobs()).filter((job) => job.includes(MARK));
  }

  it('say nothing of it: they name a delivery, and the database has what is to be sent', async () => {
    await until(async () => (await jobs()).length >= 3);
    await expect(tellingJobs()).resolves.toEqual([]);
  });

  it('would be seen to', async () => {
    const job = await queue.add('planted', VICTIM_TRANSACTION, { delay: 3_600_000 });
    await expect(tellingJobs()).resolves.toHaveLength(1);
    await job.remove();
  });
});

describe('what a process writes while every call is made', () => {
  it('names nothing that a customer chose', async () => {
    const database = await createTestDatabase();
    const api = await startApiProcess(database, {
      LOG_LEVEL: 'debug',
      WEBHOOK_ALLOW_TARGETS: '127.0.0.0/8',
    });
    try {
      const { url } = api;
      const document = (await call(url, '/openapi.json')).body as Document;
      const victim = await signUp(url, { organization: MARK, email: `${MARK}@shop.example` });
      const stranger = await signUp(url);
      const { leaks } = await runMatrix({ url, database, document, victim, stranger });
      expect(leaks).toEqual([]);
      const lines = api.output().split('\n');
      expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(100);
      const telling = (word: string): string[] => lines.filter((line) => line.includes(word));
      expect([MARK, VICTIM_TRANSACTION.device.ip].flatMap(telling)).toEqual([]);
      // Nor who asks but by its id: that is there, so the words would be found.
      expect(telling(victim.tenantId).length).toBeGreaterThan(10);
    } finally {
      await api.kill();
      await database.drop();
    }
  });
});
