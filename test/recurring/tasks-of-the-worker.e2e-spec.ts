import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

describe('a process with a worker', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  const tasks = async (): Promise<string[]> => {
    const rows = await api.database.query<{ name: string }>('select name from recurring_tasks order by name');
    return rows.map(({ name }) => name);
  };

  it('has these tasks', async () => {
    while ((await tasks()).length === 0) await sleep(20);
    await expect(tasks()).resolves.toEqual([
      'backtests',
      ...['billing: reconcile', 'billing: report', 'billing: sync', 'billing: thresholds'],
      ...['erasures', 'exports', 'maintenance', 'recoveries', 'sealing', 'shadows: late', 'shadows: new'],
    ]);
  });
});
