import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { MeasuredApi, progress } from '../serving/measured-api';
import type { MeasuredPace } from '../serving/measured-api';
import { rounded } from '../serving/latencies';
import { BUSY_CUSTOMER, MultipliedHistory } from './multiplied-history';

const BYTES_PER_EVALUATION = 9_000;
const PATH = '/v1/evaluations';
const NOOP_PATH = '/bench/noop';

interface Options {
  readonly sizes: readonly number[];
  readonly connections: number;
  readonly seconds: number;
}

interface AtSize {
  readonly evaluations: number;
  readonly databaseBytes: number;
  /** What the machine does with a request that needs nothing of the database, in the same minute. */
  readonly noop: MeasuredPace;
  readonly evaluate: MeasuredPace;
  /** Every request is of the customer with the most behind it. */
  readonly busyCustomer: MeasuredPace & { readonly behindIt: number };
}

/** What a decision costs with little behind it and with much, on one server. Prints one line of JSON. */
async function main(): Promise<void> {
  const options = readOptions();
  const api = await MeasuredApi.start(1);
  try {
    process.stdout.write(`${JSON.stringify(await measure(api, options))}\n`);
  } finally {
    await api.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10000,1000000,5000000' },
      connections: { type: 'string', default: '16' },
      seconds: { type: 'string', default: '20' },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const [connections, seconds] = [Number(values.connections), Number(values.seconds)];
  const isAscending = sizes.every((size, index) => size > (sizes[index - 1] ?? 0) && size <= 20_000_000);
  if (!isAscending || !(connections >= 1) || !(seconds >= 1)) {
    throw new Error('--sizes ascend to 20000000 at most; --connections and --seconds are 1 or more');
  }
  const { bavail, bsize } = statfsSync(tmpdir());
  const needed = BYTES_PER_EVALUATION * (sizes.at(-1) ?? 0);
  if (bavail * bsize < needed) throw new Error(`${needed} bytes are needed in ${tmpdir()}`);
  return { sizes, connections, seconds };
}

async function measure(api: MeasuredApi, { sizes, connections, seconds }: Options): Promise<object> {
  progress('warming up, and making what is multiplied');
  await api.load({ path: PATH, connections, seconds: Math.min(10, seconds) });
  await api.load({ path: PATH, connections, seconds: Math.min(10, seconds), customerId: BUSY_CUSTOMER });
  const history = await MultipliedHistory.start(api.database);
  const bySize: AtSize[] = [];
  for (const size of sizes) {
    progress(`growing to ${size} evaluations`);
    await history.growTo(size);
    progress('measuring');
    bySize.push(await measureAt(api, connections, seconds));
  }
  const [first, last] = [bySize.at(0), bySize.at(-1)];
  const ratio = (of: 'noop' | 'evaluate' | 'busyCustomer'): number =>
    rounded((last?.[of].p50Ms ?? Number.NaN) / (first?.[of].p50Ms ?? Number.NaN));
  return {
    bench: 'growth',
    ...{ connections, seconds, bySize },
    p50RatioOfLastToFirst: ratio('evaluate'),
    p50RatioOfBusyCustomer: ratio('busyCustomer'),
    p50RatioOfNoop: ratio('noop'),
  };
}

async function measureAt(api: MeasuredApi, connections: number, seconds: number): Promise<AtSize> {
  const { database } = api;
  const evaluations = await database.number('select count(*) from evaluations');
  const behindIt = await database.number(
    `select count(*) from evaluations where customer_id = '${BUSY_CUSTOMER}'`,
  );
  // What the filling threw out of memory comes back.
  await api.load({ path: PATH, connections, seconds: Math.min(5, seconds) });
  const noop = await api.load({ path: NOOP_PATH, connections, seconds: seconds / 2 });
  const evaluate = await api.load({ path: PATH, connections, seconds });
  const busy = await api.load({ path: PATH, connections, seconds, customerId: BUSY_CUSTOMER });
  return {
    evaluations,
    databaseBytes: await database.number('pg_database_size(current_database())'),
    noop,
    evaluate,
    busyCustomer: { ...busy, behindIt },
  };
}

void main();
