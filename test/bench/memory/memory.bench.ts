import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { medianOf } from '../engine/timing';
import { rounded } from '../serving/latencies';
import { MeasuredApi, progress } from '../serving/measured-api';

const SAMPLE_EVERY_SECONDS = 10;
const SAMPLES_PER_MINUTE = 60 / SAMPLE_EVERY_SECONDS;
const WARM_UP_SECONDS = 20;
const CONNECTIONS = 64;
const PATH = '/v1/evaluations';
const MIB = 1_048_576;

interface Options {
  readonly minutes: number;
  readonly perSecond: number;
}

/** What the server's process keeps in memory under a load that doesn't change. Prints one line of JSON. */
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
    options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '100' } },
  });
  const [minutes, perSecond] = [Number(values.minutes), Number(values.rate)];
  if (!(minutes >= 1 && minutes <= 120) || !(perSecond >= 1 && perSecond <= 10_000)) {
    throw new Error('--minutes is 1 to 120, --rate 1 to 10000 a second');
  }
  return { minutes, perSecond };
}

async function measure(api: MeasuredApi, { minutes, perSecond }: Options): Promise<object> {
  const asking = { path: PATH, connections: CONNECTIONS, perSecond };
  progress('warming up');
  await api.load({ ...asking, seconds: WARM_UP_SECONDS });
  // Nothing that was asked is lost if sampling fails: the load ends by itself, and with it the wait.
  const [pace, heapMiB] = await Promise.all([
    api.load({ ...asking, seconds: minutes * 60 }),
    sample(api, minutes * SAMPLES_PER_MINUTE),
  ]);
  return {
    bench: 'memory',
    ...{ minutes, perSecond, rps: pace.rps, p99Ms: pace.p99Ms },
    firstMinuteMiB: medianOf(heapMiB.slice(0, SAMPLES_PER_MINUTE)),
    lastMinuteMiB: medianOf(heapMiB.slice(-SAMPLES_PER_MINUTE)),
    slopeMiBPerHour: rounded(slopeOf(heapMiB) * SAMPLES_PER_MINUTE * 60),
    heapMiB,
  };
}

/** Used heap after a forced collection. */
async function sample(api: MeasuredApi, count: number): Promise<number[]> {
  const heapMiB: number[] = [];
  while (heapMiB.length < count) {
    await sleep(SAMPLE_EVERY_SECONDS * 1_000);
    heapMiB.push(rounded((await api.server.ask<number>('heapBytes')) / MIB));
    progress(`${heapMiB.length} of ${count}: ${heapMiB.at(-1) ?? ''} MiB`);
  }
  return heapMiB;
}

/** Least squares, of one sample to the next. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  const variance = values.reduce((sum, _value, at) => sum + (at - middle) ** 2, 0);
  return covariance / variance;
}

void main();
