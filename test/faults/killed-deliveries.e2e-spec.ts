import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatId, parseId } from '@libs/ids/typeid';
import { LEASE_MS } from '../../src/webhooks/sending/delivery-job';
import { askerOf } from '../auth/key-steps';
import { Child } from '../bench/serving/child';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import { createEndpoint } from '../webhooks/endpoint-steps';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { killableDatabase } from './killable-database';
import type { KillableDatabase } from './killable-database';
import { Load } from './load';
import type { OwnProcess } from './own-process';
import { isRedisInstalled, RedisServer } from './redis-server';
import { startWorkerProcess } from './worker-process';

/** More of them for the record: `DELIVERY_FAULT_EVENTS=20000 npx jest test/faults/killed-deliveries`. */
const EVENTS = Number(process.env['DELIVERY_FAULT_EVENTS'] ?? 500);
const KILLS = Math.max(4, Math.floor(EVENTS / 1_000));
/** The first two retries, and more. */
const PATIENCE_MS = 180_000;
const HELD_FOR_MS = 5_000;
const LONG_WAIT_MS = 60_000;

jest.setTimeout(180_000 + EVENTS * 50);

interface Figures {
  readonly requests: number;
  readonly taken: number;
  readonly again: number;
  readonly changed: number;
}

const queues = isRedisInstalled ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

describe.each(queues)('with the queue on %s, API, worker, database and queue killed at random', (queue) => {
  let database: KillableDatabase;
  let redis: RedisServer | undefined;
  let receiver: Child;
  let api: ApiProcess;
  let worker: OwnProcess;
  let settings: Record<string, string>;

  beforeAll(async () => {
    database = await killableDatabase();
    redis = queue === 'Redis' ? await RedisServer.start() : undefined;
    receiver = new Child({ file: 'test/faults/receiver.process.ts' });
    settings = {
      WEBHOOK_ALLOW_TARGETS: '127.0.0.0/8',
      ...(redis && { REDIS_URL: redis.url }),
    };
    worker = await startWorkerProcess(database, settings);
    api = await startApiProcess(database, settings);
  });
  afterAll(async () => {
    await Promise.all([api.kill(), worker.kill(), receiver.stop(), redis?.kill()]);
    await database.drop();
  });

  const kills: Record<string, () => Promise<void>> = {
    api: async () => {
      await api.kill();
      api = await startApiProcess(database, settings);
    },
    worker: async () => {
      await worker.kill();
      worker = await startWorkerProcess(database, settings);
    },
    database: async () => {
      database.kill();
      await sleep(randomInt(0, 500));
      await database.restart();
    },
    ...(queue === 'Redis' && {
      // It comes back with an empty memory.
      redis: async () => {
        await redis?.kill();
        await sleep(randomInt(0, 500));
        await redis?.startAgain();
      },
    }),
  };

  it('every event that was committed is delivered, and what comes twice is the same', async () => {
    const customer = await signUp(api.url);
    const port = await receiver.ask<number>('start');
    await createEndpoint(askerOf(api.url), customer.key, {
      ...{ url: `http://127.0.0.1:${port}/hook`, eventTypes: ['evaluation.*'] },
    });
    const load = new Load({ key: customer.key, urls: () => [api.url] });
    for (let killed = 0; killed < KILLS; killed += 1) {
      await load.untilAnswered(Math.floor(EVENTS / (KILLS + 1)));
      await sleep(randomInt(0, 200));
      const names = Object.keys(kills);
      await kills[names[killed % names.length] ?? '']?.();
    }
    await load.untilAnswered(EVENTS - load.made.size);
    await load.stop();

    const ids = await eventIds(customer.tenantId);
    expect(ids.length).toBeGreaterThanOrEqual(load.made.size);
    const figures = await untilTaken(ids.length);
    const taken = new Set(await receiver.ask<string[]>('ids'));
    expect(await booksOf(ids.filter((id) => !taken.has(id)))).toEqual([]);
    expect(taken.size).toBe(ids.length);
    expect(figures.changed).toBe(0);
    expect(await untilSettled()).toEqual({ delivered: ids.length, other: 0 });
    if (process.env['DELIVERY_FAULT_EVENTS'] !== undefined) {
      process.stdout.write(`${JSON.stringify({ queue, kills: KILLS, events: ids.length, ...figures })}\n`);
    }
  });

  /**
   * As if time had gone by: the rest of a lease, since an attempt takes no time here and who holds one for so long was
   * killed; and the minutes after a refusal that was the third attempt, counting those that were killed.
   */
  async function letTimeGoBy(): Promise<void> {
    await database.query(
      `update deliveries set due_at = now()
        where status = 'sending' and due_at <= now() + $1::int * interval '1 ms'
           or status = 'pending' and due_at > now() + $2::int * interval '1 ms'`,
      [LEASE_MS - HELD_FOR_MS, LONG_WAIT_MS],
    );
  }

  async function eventIds(tenantId: string): Promise<string[]> {
    const rows = await database.query<{ id: string }>(
      `select id from events where tenant_id = $1 and type like 'evaluation.%'`,
      [uuidOfTenant(tenantId)],
    );
    return rows.map(({ id }) => formatId('event', id));
  }

  /** What is written down of events that nobody was sent. */
  function booksOf(eventIds: readonly string[]): Promise<object[]> {
    return database.query(
      `select e.id, d.status, d.attempts, d.due_at, d.failure, now(),
              exists (select from event_outbox o where o.event_id = e.id) as "isInOutbox",
              (select json_agg(a order by a.number) from delivery_attempts a
                where a.tenant_id = e.tenant_id and a.event_id = e.id) as "ended"
         from events e left join deliveries d on d.tenant_id = e.tenant_id and d.event_id = e.id
        where e.id = any($1::uuid[])`,
      [eventIds.map((id) => parseId('event', id))],
    );
  }

  async function untilTaken(count: number): Promise<Figures> {
    const untilMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const figures = await receiver.ask<Figures>('figures');
      if (figures.taken >= count || performance.now() > untilMs) return figures;
      await letTimeGoBy();
      await sleep(100);
    }
  }

  /** The last answer may be of a worker that died before it could write it down: it is sent once more. */
  async function untilSettled(): Promise<{ delivered: number; other: number } | undefined> {
    const untilMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const [books] = await database.query<{ delivered: number; other: number }>(
        `select count(*) filter (where status = 'delivered')::int4 as delivered,
                count(*) filter (where status <> 'delivered')::int4 as other from deliveries`,
      );
      if (books?.other === 0 || performance.now() > untilMs) return books;
      await letTimeGoBy();
      await sleep(250);
    }
  }
});
