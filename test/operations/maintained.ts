import { setTimeout as sleep } from 'node:timers/promises';
import { RecurringTasks } from '@libs/recurring/recurring-tasks';
import type { TestApi } from '../support/test-api';

/** The maintenance of the start has come to its end; the next one waits for its hour. */
export async function untilMaintained({ app, database }: TestApi): Promise<void> {
  const begun = (): Promise<unknown[]> =>
    database.query(`select from recurring_tasks where name = 'maintenance'`);
  while ((await begun()).length === 0) await sleep(50);
  await app.get(RecurringTasks, { strict: false }).untilIdle();
}
