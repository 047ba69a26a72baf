import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { aRule } from '../evaluation/policy-steps';
import { shadowOf, shown, shownAfter } from '../evaluation/shadow-steps';
import { customerWith, signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import { Load } from './load';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

let database: TestDatabase;
let processes: OwnProcess[];

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
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

describe('a worker killed while a shadow decides', () => {
  it('neither loses a decision nor counts one twice, also where two workers decide at once', async () => {
    const api = await startApiProcess(database);
    processes.push(api);
    const { key } = await signUp(api.url);
    const customer = customerWith(api.url, key);
    const policyId = await shadowOf(customer, [aRule({ when: 'device.last1h.count > 10.0', points: 40 })]);
    const load = new Load({ key, urls: () => [api.url] });
    const steady = await startWorker();
    for (let killed = 0; killed < 3; killed += 1) {
      const other = await startWorker();
      await sleep(randomInt(0, 1_500));
      await (killed === 1 ? steady : other).kill();
      await load.untilAnswered(50);
    }
    await load.stop();
    await startWorker();

    const evaluations = load.made.size;
    expect((await shownAfter(customer, policyId, evaluations)).summary.decided).toBe(evaluations);
    await expect(decisionsByTheRows()).resolves.toEqual(await decisionsByTheSummary());
    expect(processes.map((each) => each.output().includes('"level":"error"'))).toEqual(
      processes.map(() => false),
    );

    async function decisionsByTheSummary(): Promise<unknown> {
      const { decided, agreed, changed } = (await shown(customer, policyId)).summary;
      return { decided, agreed, changed: changed.reduce((sum, { count }) => sum + count, 0) };
    }
  });

  /** And each of them is of an evaluation that there is. */
  async function decisionsByTheRows(): Promise<unknown> {
    const [row] = await database.query(
      `select count(*)::integer as decided, (count(*) filter (where d.agrees))::integer as agreed,
              (count(*) filter (where d.decision <> e.decision))::integer as changed
         from shadow_decisions d join evaluations e on e.tenant_id = d.tenant_id and e.id = d.evaluation_id`,
    );
    return row;
  }
});
