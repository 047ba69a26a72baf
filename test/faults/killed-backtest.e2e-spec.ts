import { setTimeout as sleep } from 'node:timers/promises';
import { backtestOnce, draftOf, hasEnded, startBacktest } from '../evaluation/backtest-steps';
import { uuidOfTenant } from '../evaluation/books';
import { aRule } from '../evaluation/policy-steps';
import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const EVALUATIONS = 20_000;

let database: TestDatabase;
let processes: OwnProcess[];
let customer: Customer;
let policyId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
  const api = await startApiProcess(database);
  processes.push(api);
  customer = await signUp(api.url);
  const items = Array.from({ length: 100 }, (_, n) => aTransaction({ amount: 1_000 + n }));
  await customer.post('/v1/evaluations/batch', { items });
  const copies = EVALUATIONS / 100 - 1;
  await multiplyEvaluations(database, uuidOfTenant(customer.tenantId), { copies, stepMs: 500 });
  policyId = await draftOf(customer, [aRule({ when: 'transaction.amount >= 1070', decision: 'block' })]);
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
    `update backtests set lease_until = now() - interval '1 second' where ended_at is null`,
  );
}

async function loseLeasesUntil(isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    await loseLeases();
    await sleep(5);
  }
}

function expectWhole(ended: Answer['body']): void {
  expect(ended).toMatchObject({ status: 'completed', progress: 1 });
  expect(ended.result).toMatchObject({
    decided: EVALUATIONS,
    changed: [{ from: 'allow', to: 'block', count: (EVALUATIONS * 30) / 100 }],
  });
}

describe('a backtest', () => {
  it('goes on from where its worker was killed, and counts each evaluation once', async () => {
    const id = await startBacktest(customer, policyId);
    let reached = 0;
    for (let killed = 0; killed < 2; killed += 1) {
      const worker = await startWorker();
      const { progress } = await backtestOnce(customer, id, (shown) => shown.progress > reached);
      await worker.kill();
      reached = progress as number;
      expect((await customer.get(`/v1/backtests/${id}`)).body).toMatchObject({
        ...{ status: 'running', result: null },
      });
      await loseLeases();
    }
    expect(reached).toBeLessThan(1);

    await startWorker();
    const seen: number[] = [];
    const ended = await backtestOnce(customer, id, hasEnded, ({ progress }) => seen.push(progress as number));
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(reached);
    expectWhole(ended);
  });

  it('is handed on at once by a worker that is asked to stop', async () => {
    const worker = await startWorker();
    const id = await startBacktest(customer, policyId);
    await backtestOnce(customer, id, ({ progress }) => progress > 0);
    await expect(worker.stop()).resolves.toBe(0);
    const left = await database.query(`select status, lease_until <= now() as is_due from backtests`);
    expect(left).toEqual([{ status: 'running', is_due: true }]);
    await startWorker();
    expectWhole(await backtestOnce(customer, id, hasEnded));
  });

  it('counts each evaluation once and never goes back where two workers take each other for dead', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const id = await startBacktest(customer, policyId);
    const isOver = new AbortController();
    const losing = loseLeasesUntil(isOver.signal);
    const seen: number[] = [];
    const ended = await backtestOnce(customer, id, hasEnded, ({ progress }) => seen.push(progress as number));
    isOver.abort();
    await losing;
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expectWhole(ended);
  });
});
