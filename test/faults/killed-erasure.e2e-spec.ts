import { setTimeout as sleep } from 'node:timers/promises';
import { uuidOfTenant } from '../evaluation/books';
import { requestErasure, untilErased } from '../privacy/erasure-steps';
import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const SENT = 40;
const EVALUATIONS = 6_000;

let database: TestDatabase;
let processes: OwnProcess[];
let customer: Customer;

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
  const api = await startApiProcess(database);
  processes.push(api);
  customer = await signUp(api.url);
  const items = Array.from({ length: SENT }, () =>
    aTransaction({ customer: { id: 'c-1' }, device: { id: 'd-1', ip: '203.0.113.9' } }),
  );
  await customer.post('/v1/evaluations/batch', { items });
  await multiplyEvaluations(database, uuidOfTenant(customer.tenantId), {
    copies: EVALUATIONS / SENT - 1,
    stepMs: 500,
  });
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await database.drop();
});

async function startWorker(): Promise<OwnProcess> {
  const worker = await startWorkerProcess(database);
  processes.push(worker);
  return worker;
}

/** As if half a minute had gone by in which nobody worked on it. */
async function loseLeases(): Promise<void> {
  await database.query(
    `update erasures set lease_until = now() - interval '1 second' where status in ('waiting', 'running')`,
  );
}

/** As soon as so many evaluations are erased. */
async function untilCounted(id: string, count: number): Promise<Answer['body']> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    const { body } = await customer.get(`/v1/privacy/erasures/${id}`);
    if (body.status === 'completed' || (body.counts.evaluations ?? 0) >= count) return body;
    await sleep(5);
  }
  throw new Error('it did not come so far');
}

async function expectDone(done: Answer['body']): Promise<void> {
  expect(done).toMatchObject({
    status: 'completed',
    counts: {
      evaluations: EVALUATIONS,
      transactionKeys: SENT,
      auditEntries: SENT,
      events: SENT,
      profiles: 1,
    },
  });
  const [left] = await database.query(
    `select (select count(*)::int from evaluations where tenant_id = $1 and customer_id is not null) as named,
            (select count(*)::int from audit_entries where tenant_id = $1 and action = 'erasure.completed') as told`,
    [uuidOfTenant(customer.tenantId)],
  );
  expect(left).toEqual({ named: 0, told: 1 });
}

describe('an erasure', () => {
  it('goes on from where its worker was killed, counts each thing once, and is done once', async () => {
    const { id } = await requestErasure(customer, { kind: 'customer', id: 'c-1' });
    let reached = 0;
    for (let killed = 0; killed < 3; killed += 1) {
      const worker = await startWorker();
      const { status, counts } = await untilCounted(id as string, reached + 1);
      await sleep(Math.random() * 100);
      await worker.kill();
      if (status === 'completed') break;
      expect(status).toBe('running');
      reached = counts.evaluations as number;
      await loseLeases();
    }
    await startWorker();
    await expectDone(await untilErased(customer, id as string));
  });

  it('counts each thing once where two workers take each other for dead', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const { id } = await requestErasure(customer, { kind: 'customer', id: 'c-1' });
    const isOver = new AbortController();
    const losing = (async () => {
      while (!isOver.signal.aborted) {
        await loseLeases();
        await sleep(20);
      }
    })();
    const done = await untilErased(customer, id as string);
    isOver.abort();
    await losing;
    await expectDone(done);
  });
});
