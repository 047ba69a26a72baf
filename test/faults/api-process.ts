import type { TestDatabase } from '../support/test-database';
import { startOwnProcess } from './own-process';
import type { OwnProcess } from './own-process';

const READY = /ready at (http:\S+)/;

/** An API process of its own, as it runs in production. */
export interface ApiProcess extends OwnProcess {
  readonly url: string;
}

export async function startApiProcess(
  database: TestDatabase,
  over: Record<string, string> = {},
): Promise<ApiProcess> {
  const api = await startOwnProcess({ name: 'api', ready: READY }, database, over);
  const url = READY.exec(api.output())?.[1];
  if (url === undefined) throw new Error('an API process that is ready says where');
  return { ...api, url };
}
