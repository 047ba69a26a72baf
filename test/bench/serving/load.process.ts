import { answerParent } from './answer-parent';
import type { PostRequest } from './kept-connection';
import type { Pace } from './latencies';
import { putUnderLoad } from './load';
import type { Load } from './load';
import { TransactionPool } from './transaction-pool';

export interface TransactionLoad extends Load {
  readonly path: string;
  /** API keys, one of each tenant: requests take turns. */
  readonly keys: readonly string[];
  /** So many transactions in one request. */
  readonly batch?: number;
}

const pool = new TransactionPool(1);
let sent = 0;

answerParent({
  load: (load: TransactionLoad): Promise<Pace> => putUnderLoad(load, () => nextRequest(load)),
});

function nextRequest({ path, keys, batch }: TransactionLoad): PostRequest {
  sent += 1;
  const key = keys[sent % keys.length] ?? '';
  const content =
    batch === undefined ? pool.next() : { items: Array.from({ length: batch }, () => pool.next()) };
  return { path, key, body: JSON.stringify(content) };
}
