import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { TrustedCache } from '@libs/database/trusted-cache';
import { ListsService } from '../../src/evaluation/lists/lists.service';
import { MAINTENANCE_QUEUE } from '../../src/operations/maintenance.processor';
import { startApiProcess } from '../faults/api-process';
import { uuidOfTenant } from '../evaluation/books';
import { aPolicy } from '../evaluation/policy-steps';
import { call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
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
  let victim: Customer;
  beforeAll(async () => {
    api = await startTestApi();
    victim = await signUp(api.url);
    for (const [kind, make] of Object.entries(THINGS)) {
      if (kind !== 'entries') await make({ victim, database: api.database }, `/v1/${kind}`);
    }
  });
  afterAll(() => api.stop());

  /** Jobs that say anything of a tenant or its customers. */
  async function tellingJobs(): Promise<string[]> {
    const jobs = await api.database.query<{ job: string }>('select j::text as job from bullmq.job j');
    expect(jobs.length).toBeGreaterThan(0);
    const words = [MARK, victim.tenantId, uuidOfTenant(victim.tenantId)];
    return jobs.flatMap(({ job }) => (words.some((word) => job.includes(word)) ? [job] : []));
  }

  it('say nothing of anybody: a worker looks in the database for what is due', async () => {
    await expect(tellingJobs()).resolves.toEqual([]);
  });

  it('would be seen to', async () => {
    const queue = api.app.get<Queue>(getQueueToken(MAINTENANCE_QUEUE), { strict: false });
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
