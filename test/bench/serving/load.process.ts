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
  /** Of every transaction; not given, they are spread over thousands. */
  readonly customerId?: string;
}

const pool = new TransactionPool(1);
let sent = 0;

answerParent({
  load: (load: TransactionLoad): Promise<Pace> => putUnderLoad(load, () => nextRequest(load)),
});

function nextRequest(load: TransactionLoad): PostRequest {
  sent += 1;
  const { path, keys, batch } = load;
  const key = keys[sent % keys.length] ?? '';
  const content =
    batch === undefined
      ? nextTransaction(load)
      : { items: Array.from({ length: batch }, () => nextTransaction(load)) };
  return { path, key, body: JSON.stringify(content) };
}

function nextTransaction({ customerId }: TransactionLoad): object {
  const transaction = pool.next();
  return customerId === undefined ? transaction : { ...transaction, customer: { id: customerId } };
}
