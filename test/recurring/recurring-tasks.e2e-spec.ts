import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '@libs/database/data-source';
import { SystemDatabase } from '@libs/database/system-database';
import { RecurringTasks } from '@libs/recurring/recurring-tasks';
import { RecurringTasksRepository } from '@libs/recurring/recurring-tasks.repository';
import { schema } from '../../src/schema';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { until } from '../support/until';

const LONG_MS = 3_600_000;

let database: TestDatabase;
/** What a process has. */
interface Process {
  readonly system: SystemDatabase;
  readonly tasks: RecurringTasks;
}
let processes: Process[];

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
});
afterEach(async () => {
  for (const { tasks, system } of processes) {
    await tasks.onModuleDestroy();
    await tasks.beforeApplicationShutdown();
    await system.close();
  }
  await database.drop();
});

async function aProcess(): Promise<RecurringTasks> {
  const { system: url } = database.urls;
  const source = createDataSource(schema, { url, applicationName: 'test', poolSize: 1 });
  const system = new SystemDatabase(await source.initialize(), url);
  const tasks = new RecurringTasks(new RecurringTasksRepository(system));
  processes.push({ system, tasks });
  return tasks;
}

const makeDue = (name: string): Promise<unknown> =>
  database.query('update recurring_tasks set next_at = now() where name = $1', [name]);

describe('a task that recurs', () => {
  it('is begun at once, and again when its time has come', async () => {
    const tasks = await aProcess();
    let runs = 0;
    tasks.add({ name: 'often', everyMs: 1_000, run: () => Promise.resolve((runs += 1)) });
    let seldomRuns = 0;
    tasks.add({ name: 'seldom', everyMs: LONG_MS, run: () => Promise.resolve((seldomRuns += 1)) });
    tasks.onApplicationBootstrap();
    await until(() => runs === 3);
    expect(seldomRuns).toBe(1);
    await makeDue('seldom');
    await until(() => seldomRuns === 2);
    const [row] = await database.query<{ minutes: number }>(
      `select round(extract(epoch from next_at - now()) / 60)::int as minutes from recurring_tasks where name = 'seldom'`,
    );
    expect(row).toEqual({ minutes: 60 });
  });

  it('is begun by one of several processes, and by another when that one has ended', async () => {
    const runsOf = [0, 0, 0];
    for (const index of runsOf.keys()) {
      const tasks = await aProcess();
      const run = (): Promise<number> => Promise.resolve((runsOf[index] = (runsOf[index] ?? 0) + 1));
      tasks.add({ name: 'shared', everyMs: LONG_MS, run });
    }
    const allRuns = (): number => runsOf.reduce((sum, runs) => sum + runs, 0);
    for (const { tasks } of processes) tasks.onApplicationBootstrap();
    for (const due of [1, 2, 3, 4]) {
      await until(() => allRuns() === due);
      await sleep(1_100);
      expect(allRuns()).toBe(due);
      await makeDue('shared');
    }
    await until(() => allRuns() === 5);
    for (const { tasks } of processes.slice(1)) await tasks.onModuleDestroy();
    const before = runsOf[0] ?? 0;
    await makeDue('shared');
    await until(() => runsOf[0] === before + 1);
  });

  it('waits for no other, and is not joined by itself', async () => {
    const tasks = await aProcess();
    let end = (): void => undefined;
    let slowRuns = 0;
    const slow = (): Promise<void> => {
      slowRuns += 1;
      return new Promise((resolve) => (end = resolve));
    };
    tasks.add({ name: 'slow', everyMs: 1_000, run: slow });
    let quickRuns = 0;
    tasks.add({ name: 'quick', everyMs: 1_000, run: () => Promise.resolve((quickRuns += 1)) });
    tasks.onApplicationBootstrap();
    await until(() => quickRuns === 3);
    expect(slowRuns).toBe(1);
    end();
    await until(() => slowRuns === 2);
    end();
  });

  it('runs again after it has failed, whichever way', async () => {
    const tasks = await aProcess();
    let runs = 0;
    const fail = (): Promise<void> => {
      runs += 1;
      if (runs === 1) throw new Error('at once');
      return runs === 2 ? Promise.reject(new Error('later')) : Promise.resolve();
    };
    tasks.add({ name: 'failing', everyMs: 1_000, run: fail });
    tasks.onApplicationBootstrap();
    await until(() => runs === 3);
    expect(runs).toBe(3);
  });

  it('is waited for when the process ends, and begun no more', async () => {
    const tasks = await aProcess();
    let runs = 0;
    let isOver = false;
    const run = async (): Promise<void> => {
      runs += 1;
      await sleep(1_500);
      isOver = true;
    };
    tasks.add({ name: 'last', everyMs: 1_000, run });
    tasks.onApplicationBootstrap();
    await until(() => runs === 1);
    await tasks.onModuleDestroy();
    await tasks.beforeApplicationShutdown();
    expect(isOver).toBe(true);
    await makeDue('last');
    await sleep(1_100);
    expect(runs).toBe(1);
  });

  it('that does not come to an end is left to another process', async () => {
    const [one, other] = [await aProcess(), await aProcess()];
    let isBegun = false;
    let end = (): void => undefined;
    const endless = (): Promise<void> => {
      isBegun = true;
      return new Promise((resolve) => (end = resolve));
    };
    one.add({ name: 'endless', everyMs: LONG_MS, run: endless });
    one.onApplicationBootstrap();
    await until(() => isBegun);
    let runs = 0;
    other.add({ name: 'endless', everyMs: LONG_MS, run: () => Promise.resolve((runs += 1)) });
    other.onApplicationBootstrap();
    Object.assign(one, { patienceMs: 1_200 });
    await one.onModuleDestroy();
    expect(runs).toBe(0);
    await one.beforeApplicationShutdown();
    await until(() => runs === 1);
    end();
  });

  it('goes on when the database was away', async () => {
    const tasks = await aProcess();
    let runs = 0;
    tasks.add({ name: 'patient', everyMs: 1_000, run: () => Promise.resolve((runs += 1)) });
    tasks.onApplicationBootstrap();
    await until(() => runs === 1);
    await database.query('alter table recurring_tasks rename to away');
    await sleep(1_500);
    const runsBefore = runs;
    await database.query('alter table away rename to recurring_tasks');
    await until(() => runs > runsBefore);
    expect(runsBefore).toBeLessThan(3);
  });

  it('is begun soon after a clock that was set back, once', async () => {
    const tasks = await aProcess();
    let runs = 0;
    tasks.add({ name: 'early', everyMs: LONG_MS, run: () => Promise.resolve((runs += 1)) });
    tasks.onApplicationBootstrap();
    await until(() => runs === 1);
    await database.query(`update recurring_tasks set next_at = now() + interval '3 hours'`);
    await until(() => runs === 2);
    await sleep(1_500);
    expect(runs).toBe(2);
  });

  it('has a name of its own', async () => {
    const tasks = await aProcess();
    const task = { name: 'twice', everyMs: LONG_MS, run: () => Promise.resolve() };
    tasks.add(task);
    expect(() => {
      tasks.add(task);
    }).toThrow("there is a recurring task 'twice' already");
  });
});
