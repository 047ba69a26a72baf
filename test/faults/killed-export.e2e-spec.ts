import { setTimeout as sleep } from 'node:timers/promises';
import { uuidOfTenant } from '../evaluation/books';
import { download, exportOnce, openExport, startExport } from '../privacy/export-steps';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const EVALUATIONS = 3_000;

let database: TestDatabase;
let processes: OwnProcess[];
let url: string;
let customer: Customer;

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
  const api = await startApiProcess(database);
  processes.push(api);
  ({ url } = api);
  customer = await signUp(url);
  await customer.post('/v1/evaluations/batch', { items: Array.from({ length: 100 }, () => aTransaction()) });
  const copies = EVALUATIONS / 100 - 1;
  await multiplyEvaluations(database, uuidOfTenant(customer.tenantId), { copies, stepMs: 500 });
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

/** As if a minute had gone by in which nobody worked on it. */
async function loseLeases(): Promise<void> {
  await database.query(
    `update exports set lease_until = now() - interval '1 second', tries = 0 where completed_at is null`,
  );
}

async function loseLeasesUntil(isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    await loseLeases();
    await sleep(5);
  }
}

/** Every evaluation is in it once, and all that it says of itself is so. */
async function expectWhole(id: string): Promise<void> {
  const ended = await exportOnce(customer, id);
  expect(ended).toMatchObject({ status: 'completed', progress: 1 });
  const { parts } = openExport((await download(url, customer, id)).bytes);
  const ids = (parts['evaluations'] ?? []).map((line) => line['id']);
  expect([ids.length, new Set(ids).size]).toEqual([EVALUATIONS, EVALUATIONS]);
  const told = await database.query(
    `select 1 from events where tenant_id = $1 and type = 'export.completed'`,
    [uuidOfTenant(customer.tenantId)],
  );
  expect(told).toHaveLength(1);
}

describe('an export', () => {
  it('goes on from where its worker was killed: each row is in it once', async () => {
    const id = await startExport(customer);
    let reached = 0;
    for (let killed = 0; killed < 3; killed += 1) {
      const worker = await startWorker();
      const { sizeBytes } = await exportOnce(customer, id, (shown) => shown.sizeBytes > reached);
      await worker.kill();
      reached = sizeBytes as number;
      await loseLeases();
    }
    expect((await customer.get(`/v1/privacy/exports/${id}`)).body.status).toBe('running');
    await startWorker();
    await expectWhole(id);
  });

  it('is handed on at once by a worker that is asked to stop', async () => {
    const worker = await startWorker();
    const id = await startExport(customer);
    await exportOnce(customer, id, ({ progress }) => progress > 0);
    await expect(worker.stop()).resolves.toBe(0);
    const left = await database.query(`select status, lease_until <= now() as is_due from exports`);
    expect(left).toEqual([{ status: 'running', is_due: true }]);
    await startWorker();
    await expectWhole(id);
  });

  it('holds each row once where two workers take each other for dead', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const id = await startExport(customer);
    const isOver = new AbortController();
    const losing = loseLeasesUntil(isOver.signal);
    await exportOnce(customer, id);
    isOver.abort();
    await losing;
    await expectWhole(id);
  });
});
