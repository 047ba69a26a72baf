import { setTimeout as sleep } from 'node:timers/promises';
import { parseId } from '@libs/ids/typeid';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { plantEndpoint } from '../webhooks/planted';
import { startApiProcess } from './api-process';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const FAILED = 12_000;

let database: TestDatabase;
let processes: OwnProcess[];
let customer: Customer;
let endpointId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  const api = await startApiProcess(database);
  processes = [api];
  customer = await signUp(api.url);
  endpointId = await plantEndpoint({ database, customer });
  await plantMany();
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await database.drop();
});

/** One for every ten seconds before now. */
async function plantMany(): Promise<void> {
  await database.query(
    `insert into deliveries (tenant_id, endpoint_id, event_id, id, event_type, status, attempts, failure, created_at, settled_at)
     select $1, $2, event.id, event.id, 'key.created', 'failed', 11, 'retries_exhausted', now(), now()
       from generate_series(1, $3::int) n,
            lateral (select overlay(uuid_lower_bound(now() - make_interval(secs => n * 10))::text
                                    placing '7abc-8' || substr(md5(n::text), 1, 3) || '-' || substr(md5(n::text), 4, 12)
                                    from 15)::uuid as id) event`,
    [uuidOfTenant(customer.tenantId), parseId('endpoint', endpointId), FAILED],
  );
}

async function startWorker(): Promise<OwnProcess> {
  const worker = await startWorkerProcess(database);
  processes.push(worker);
  return worker;
}

async function recover(): Promise<string> {
  const since = new Date(Date.now() - 10 * 86_400_000).toISOString();
  const { status, body } = await customer.post(`/v1/webhook-endpoints/${endpointId}/recover`, { since });
  expect(status).toBe(202);
  return body.id as string;
}

async function recoveryOnce(id: string, isSo: (body: Answer['body']) => boolean): Promise<Answer['body']> {
  for (let tries = 0; tries < 12_000; tries += 1) {
    const { body } = await customer.get(`/v1/recoveries/${id}`);
    expect(body.found).toBe(body.pending);
    if (isSo(body)) return body;
    await sleep(5);
  }
  throw new Error('it did not come so far');
}

/** What the recovery counts beside what the deliveries say, in one look. */
async function books(): Promise<{ found: number; due: number }> {
  const [row] = await database.query<{ found: number; due: number }>(
    `select (select found from recoveries) as found,
            (select count(*)::int from deliveries d, recoveries r where d.recovery_id = r.id and d.status = 'pending') as due`,
  );
  if (row === undefined) throw new Error('a query of counts has a row');
  return row;
}

/** As if half a minute had gone by in which nobody worked on it. */
async function loseLeases(): Promise<void> {
  await database.query(`update recoveries set lease_until = now() - interval '1 second'`);
}

describe('a recovery', () => {
  it('goes on from where its worker was killed, and counts each delivery once, at any moment', async () => {
    const id = await recover();
    let reached = 0;
    for (let killed = 0; killed < 3; killed += 1) {
      const worker = await startWorker();
      await recoveryOnce(id, ({ found }) => found > reached);
      await worker.kill();
      const { found, due } = await books();
      expect(due).toBe(found);
      expect(found).toBeGreaterThan(reached);
      reached = found;
      await loseLeases();
    }
    expect(reached).toBeLessThan(FAILED);
    await startWorker();
    const { found } = await recoveryOnce(id, ({ status }) => status !== 'collecting');
    expect(found).toBe(FAILED);
    await expect(books()).resolves.toEqual({ found: FAILED, due: FAILED });
  });

  it('is handed on at once by a worker that is asked to stop', async () => {
    const id = await recover();
    const worker = await startWorker();
    await recoveryOnce(id, ({ found }) => found > 0);
    await expect(worker.stop()).resolves.toBe(0);
    const left = await database.query('select status, lease_until <= now() as is_due from recoveries');
    expect(left).toEqual([{ status: 'collecting', is_due: true }]);
    await startWorker();
    const { found } = await recoveryOnce(id, ({ status }) => status !== 'collecting');
    expect(found).toBe(FAILED);
  });

  it('counts each delivery once where two workers take each other for dead', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const id = await recover();
    const isOver = new AbortController();
    const losing = (async () => {
      while (!isOver.signal.aborted) {
        await loseLeases();
        await sleep(5);
      }
    })();
    const { found } = await recoveryOnce(id, ({ status }) => status !== 'collecting');
    isOver.abort();
    await losing;
    expect(found).toBe(FAILED);
    await expect(books()).resolves.toEqual({ found: FAILED, due: FAILED });
  });
});
