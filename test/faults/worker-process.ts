import type { TestDatabase } from '../support/test-database';
import { startOwnProcess } from './own-process';
import type { OwnProcess } from './own-process';

/** A worker process of its own, as it runs in production. */
export function startWorkerProcess(
  database: TestDatabase,
  over: Record<string, string> = {},
): Promise<OwnProcess> {
  return startOwnProcess({ name: 'worker', ready: /worker is ready/ }, database, over);
}
