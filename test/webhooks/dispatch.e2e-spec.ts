import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { DELIVERIES_QUEUE } from '../../src/webhooks/deliveries-queue.module';
import { askerOf } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { until } from '../support/until';
import { decide } from './delivery-steps';
import { describeOnEachQueue } from './each-queue';
import type { QueueUnderTest } from './each-queue';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';

jest.setTimeout(90_000);

describeOnEachQueue('deliveries, with the queue on %s', (_, startQueue) => {
  let queue: QueueUnderTest;
  let database: TestDatabase;
  let api: TestApi;
  let ask: Ask;
  let receiver: Receiver;
  let customer: Customer;
  beforeAll(async () => {
    queue = await startQueue();
    database = await createTestDatabase();
    receiver = await Receiver.start();
  });
  beforeEach(async () => {
    api = await startTestApi(queue.settings, database);
    ask = askerOf(api.url);
    receiver.react = () => 204;
    customer = await signUp(api.url);
  });
  afterEach(() => api.stop());
  afterAll(async () => {
    await Promise.all([receiver.stop(), database.drop(), queue.stop()]);
  });

  function endpointAt(of: Customer, path: string, over: object = {}): ReturnType<typeof createEndpoint> {
    return createEndpoint(ask, of.key, { url: receiver.url(path), eventTypes: ['evaluation.*'], ...over });
  }

  /** So many events of the same kind as one that there was, at once. */
  async function publishCopies(of: Customer, count: number): Promise<void> {
    await database.query(
      `with copies as (
         insert into events (tenant_id, id, type, resource_id, data, created_at)
         select tenant_id, overlay(id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, type, resource_id, data,
                created_at
           from (select * from events where tenant_id = $1 and type like 'evaluation.%' limit 1) one,
                generate_series(1, $2) n
         returning tenant_id, id, type)
       insert into event_outbox (tenant_id, event_id, type) select tenant_id, id, type from copies`,
      [uuidOfTenant(of.tenantId), count],
    );
  }

  async function statusesOf(of: Customer): Promise<string[]> {
    const rows = await database.query<{ status: string }>(
      'select status from deliveries where tenant_id = $1',
      [uuidOfTenant(of.tenantId)],
    );
    return rows.map(({ status }) => status);
  }

  function idsAt(path: string): (string | string[] | undefined)[] {
    return receiver.at(path).map(({ headers }) => headers['webhook-id']);
  }

  it('of one tenant do not wait for those of another, who has very many', async () => {
    await endpointAt(customer, '/many');
    const other = await signUp(api.url);
    await endpointAt(other, '/few');
    await decide(customer);
    await publishCopies(customer, 900);
    await decide(other);
    expect(await receiver.until('/few', 1)).toHaveLength(1);
    expect(receiver.at('/many').length).toBeLessThan(800);
  });

  it('do not wait for an endpoint that hangs, which is sent no more than a few', async () => {
    receiver.react = ({ path }) => (path === '/hangs' ? 'hang' : 204);
    await endpointAt(customer, '/hangs');
    await endpointAt(customer, '/works');
    await decide(customer, 12);
    expect(await receiver.until('/works', 12)).toHaveLength(12);
    expect(receiver.at('/hangs')).toHaveLength(4);
    receiver.react = () => 204;
    receiver.release();
    expect(await receiver.until('/hangs', 12)).toHaveLength(12);
  });

  it('are three ids and a number to the queue: it is told nothing of what they say', async () => {
    receiver.react = () => 'hang';
    await endpointAt(customer, '/told');
    await decide(customer);
    await receiver.until('/told', 1);
    const jobs = await queue.jobs(database);
    const held = new Set(jobs.flatMap((job) => Object.keys(job)));
    expect([...held].sort()).toEqual(['attempt', 'endpointId', 'eventId', 'tenantId']);
    receiver.release();
  });

  it('come no faster than the endpoint wants them', async () => {
    await endpointAt(customer, '/slowly', { maxPerSecond: 20 });
    await decide(customer);
    await publishCopies(customer, 30);
    const received = await receiver.until('/slowly', 31);
    expect(received).toHaveLength(31);
    const lastedMs = (received.at(-1)?.atMs ?? 0) - (received[0]?.atMs ?? 0);
    // At the rate thirty take 1.5 s; the first may have been late itself.
    expect(lastedMs).toBeGreaterThan(1_200);
  });

  it('are sent once, by whichever of two workers', async () => {
    const second = await startTestApi(queue.settings, database);
    try {
      await endpointAt(customer, '/once');
      await decide(customer);
      await publishCopies(customer, 300);
      await receiver.until('/once', 301);
    } finally {
      await second.stop();
    }
    expect([receiver.at('/once').length, new Set(idsAt('/once')).size]).toEqual([301, 301]);
  });

  it('are not claimed while the queue is paused, and come when it goes on', async () => {
    const deliveries = api.app.get<Queue>(getQueueToken(DELIVERIES_QUEUE), { strict: false });
    await deliveries.pause();
    try {
      await endpointAt(customer, '/paused');
      await decide(customer);
      await publishCopies(customer, 10);
      await until(async () => (await statusesOf(customer)).length === 11);
      // The dispatcher looks twice a second, and was woken.
      await sleep(1_200);
      expect(new Set(await statusesOf(customer))).toEqual(new Set(['pending']));
    } finally {
      await deliveries.resume();
    }
    expect(await receiver.until('/paused', 11)).toHaveLength(11);
  });

  it('are neither lost nor doubled by a stop, which finishes what is under way', async () => {
    receiver.react = ({ path }) => (path === '/stopped' ? 'hang' : 204);
    await endpointAt(customer, '/stopped');
    await decide(customer);
    await publishCopies(customer, 100);
    await receiver.until('/stopped', 4);
    receiver.react = () => 204;
    const stopped = api.stop();
    receiver.release();
    await stopped;
    const [open] = await database.query<{ sending: number }>(
      `select count(*)::int4 as sending from deliveries d
        where status = 'sending' and exists (
          select from delivery_attempts a where a.tenant_id = d.tenant_id and a.endpoint_id = d.endpoint_id
             and a.event_id = d.event_id)`,
    );
    expect(open?.sending).toBe(0);
    api = await startTestApi(queue.settings, database);
    await receiver.until('/stopped', 101);
    expect([receiver.at('/stopped').length, new Set(idsAt('/stopped')).size]).toEqual([101, 101]);
  });
});
