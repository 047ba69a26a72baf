import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { erase } from '../../privacy/erasure-steps';
import { aTransaction } from '../../support/customer';
import type { Customer } from '../../support/customer';
import { rounded } from '../serving/latencies';
import { MeasuredApi, progress } from '../serving/measured-api';
import { TransactionPool } from '../serving/transaction-pool';

const BATCH = 500;

/**
 * How long the erasure of a customer with so many evaluations takes, among others' that have to be looked through, in
 * the process that also answers. All of them are decided by the product. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      evaluations: { type: 'string', default: '10000' },
      others: { type: 'string', default: '10000' },
    },
  });
  const evaluations = Number(values.evaluations);
  const others = Number(values.others);
  for (const count of [evaluations, others]) {
    if (!(count >= BATCH && count <= 1_000_000 && count % BATCH === 0)) {
      throw new Error(`--evaluations and --others are multiples of ${BATCH}, at most 1000000`);
    }
  }
  const api = await MeasuredApi.start(1, join(__dirname, '../serving/main.process.ts'));
  try {
    process.stdout.write(`${JSON.stringify(await measure(api, evaluations, others))}\n`);
  } finally {
    await api.stop();
  }
}

async function measure(api: MeasuredApi, evaluations: number, others: number): Promise<object> {
  const [customer] = api.customers;
  if (customer === undefined) throw new Error('somebody signed up');
  progress(`deciding ${others} of others`);
  const pool = new TransactionPool(1);
  await decideAll(customer, others, () => pool.next());
  progress(`deciding ${evaluations} of one`);
  let sent = 0;
  await decideAll(customer, evaluations, () => ofTheOne((sent += 1)));
  progress('erasing');
  const done = await erase(customer as Customer, { kind: 'customer', id: 'c-the-one' });
  const seconds = (Date.parse(done.completedAt as string) - Date.parse(done.startedAt as string)) / 1_000;
  return {
    bench: 'erasure',
    ...{ evaluations, others, seconds, evaluationsPerSecond: rounded(evaluations / seconds) },
    counts: done.counts as object,
  };
}

/** From a handful of devices, and from a few hundred addresses. */
function ofTheOne(at: number): object {
  return aTransaction({
    customer: { id: 'c-the-one' },
    device: { id: `d-${at % 5}`, ip: `198.51.100.${at % 250}`, userAgent: 'App/1.0' },
    instrument: { id: `i-${at % 3}` },
    attributes: { basket: 'books' },
  });
}

async function decideAll(customer: Pick<Customer, 'post'>, count: number, next: () => object): Promise<void> {
  for (let decided = 0; decided < count; decided += BATCH) {
    const items = Array.from({ length: BATCH }, next);
    const { status } = await customer.post('/v1/evaluations/batch', { items });
    if (status !== 200) throw new Error(`the batch was answered ${status}`);
  }
}

void main();
