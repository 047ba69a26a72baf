import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { aRule } from '../../evaluation/policy-steps';
import { aDraft, shown, start, stop } from '../../evaluation/shadow-steps';
import { medianOf } from '../engine/timing';
import { MeasuredApi, progress } from '../serving/measured-api';
import type { MeasuredPace } from '../serving/measured-api';

const ROUNDS = 5;
const WARM_UP_SECONDS = 5;
const CONNECTIONS = 64;
const MAX_CATCHING_UP_MS = 120_000;
const PATH = '/v1/evaluations';

interface Options {
  readonly shadows: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/**
 * What those who wait for an answer notice of shadows that the same process decides for: the same open load with
 * none and with some, in turns. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const options = readOptions();
  const api = await MeasuredApi.start(1, join(__dirname, '../serving/main.process.ts'));
  try {
    process.stdout.write(`${JSON.stringify(await measure(api, options))}\n`);
  } finally {
    await api.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      shadows: { type: 'string', default: '3' },
      'per-second': { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
    },
  });
  const options = {
    shadows: Number(values.shadows),
    perSecond: Number(values['per-second']),
    seconds: Number(values.seconds),
  };
  const isFine = Object.values(options).every((each) => each >= 1 && each <= 10_000) && options.shadows <= 10;
  if (!isFine) throw new Error('--shadows is at most 10; --per-second and --seconds are at least 1');
  return options;
}

async function measure(api: MeasuredApi, { shadows, perSecond, seconds }: Options): Promise<object> {
  const [customer] = api.customers;
  if (customer === undefined) throw new Error('somebody signed up');
  const load = { path: PATH, connections: CONNECTIONS, perSecond, seconds: seconds / ROUNDS };
  progress('warming up');
  await api.load({ ...load, seconds: WARM_UP_SECONDS });
  const policyIds: string[] = [];
  for (let count = 0; count < shadows; count += 1) {
    const rules = [aRule({ when: 'device.last24h.instruments >= 3.0', points: 40 })];
    policyIds.push(await aDraft(customer, rules, { builtins: 'default' }));
  }
  const alone: MeasuredPace[] = [];
  const beside: MeasuredPace[] = [];
  const caughtUpMs: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    // Each goes first as often, near enough: what was made before is never the same.
    if (round % 2 === 0) alone.push(await api.load(load));
    for (const policyId of policyIds) await start(customer, policyId);
    const pace = await api.load(load);
    beside.push(pace);
    caughtUpMs.push(await untilDecided(customer, policyIds, pace.requests));
    for (const policyId of policyIds) await stop(api.url, customer, policyId);
    if (round % 2 === 1) alone.push(await api.load(load));
  }
  return {
    bench: 'shadow',
    ...{ shadows, perSecond, seconds, rounds: ROUNDS },
    alone: medians(alone),
    beside: medians(beside),
    /** From the last answer until every shadow had decided everything. */
    caughtUpMs: Math.round(medianOf(caughtUpMs)),
  };
}

async function untilDecided(
  customer: Parameters<typeof shown>[0],
  policyIds: readonly string[],
  evaluations: number,
): Promise<number> {
  const startedMs = performance.now();
  for (const policyId of policyIds) {
    while ((await shown(customer, policyId, '?limit=1')).summary.decided < evaluations) {
      if (performance.now() - startedMs > MAX_CATCHING_UP_MS) throw new Error('the shadows do not catch up');
      await sleep(50);
    }
  }
  return performance.now() - startedMs;
}

function medians(paces: readonly MeasuredPace[]): object {
  const median = (of: (pace: MeasuredPace) => number): number => medianOf(paces.map(of));
  return {
    p50Ms: median(({ p50Ms }) => p50Ms),
    p95Ms: median(({ p95Ms }) => p95Ms),
    p99Ms: median(({ p99Ms }) => p99Ms),
    cpuMicrosPerRequest: {
      server: median(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.server),
      database: median(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.database),
    },
  };
}

void main();
