import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '../support/test-database';

/** The states of the worker's jobs once the run of its start has come to its end; the next one waits for its hour. */
export async function untilMaintained(database: TestDatabase): Promise<string[]> {
  for (;;) {
    const jobs = await database.query<{ state: string }>(
      `select state::text from bullmq.job where name = 'maintain'`,
    );
    const states = jobs.map(({ state }) => state);
    // A run that ended well is removed, one that failed is kept.
    if (states.every((state) => ['delayed', 'failed'].includes(state))) return states;
    await sleep(50);
  }
}
