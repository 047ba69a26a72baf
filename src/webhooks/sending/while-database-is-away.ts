import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@libs/database/database-error';

const PAUSE_MS = 500;

/** Tries again for up to `forMs` while the database is away, and throws what it throws then. */
export async function whileDatabaseIsAway<T>(forMs: number, work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + forMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() + PAUSE_MS > untilMs) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
