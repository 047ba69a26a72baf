import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { medianOf } from '../engine/timing';
import { MeasuredApi, progress } from '../serving/measured-api';
import type { MeasuredPace } from '../serving/measured-api';
import { rounded } from '../serving/latencies';
import type { Pace } from '../serving/latencies';
import { fillReferenceHistory } from '../serving/reference-history';

const ROUNDS = 5;
const WARM_UP_SECONDS = 10;
const BATCH = 500;
const BATCH_CONNECTIONS = 2;
const PATHS = {
  noop: '/bench/noop',
  evaluate: '/v1/evaluations',
  reference: '/bench/reference',
} as const;
type Name = keyof typeof PATHS;
const NAMES = Object.keys(PATHS) as readonly Name[];

interface Options {
  readonly connections: readonly number[];
  readonly tenants: number;
  readonly seconds: number;
  /** Evaluations of the last 30 days that the reference has behind it when it begins. */
  readonly history: number;
  readonly profile: string | undefined;
}

/**
 * What a decision costs beside a request that is checked and does nothing, and beside the straightforward design,
 * in turns on one server. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const options = readOptions();
  const api = await MeasuredApi.start(options.tenants);
  try {
    process.stdout.write(`${JSON.stringify(await measure(api, options))}\n`);
  } finally {
    await api.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '64' },
      tenants: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '30' },
      history: { type: 'string', default: '1000000' },
      profile: { type: 'string' },
    },
  });
  const connections = values.connections.split(',').map(Number);
  const [tenants, seconds] = [Number(values.tenants), Number(values.seconds)];
  if (![...connections, tenants, seconds].every((each) => each >= 1 && each <= 1_000)) {
    throw new Error('--connections, --tenants and --seconds are numbers from 1 to 1000');
  }
  const history = Number(values.history);
  if (!(history >= 0 && history <= 10_000_000)) throw new Error('--history is a number up to 10000000');
  const profile = values.profile === undefined ? undefined : resolve(values.profile);
  return { connections, tenants, seconds, history, profile };
}

async function measure(api: MeasuredApi, options: Options): Promise<object> {
  const { tenants, seconds, history } = options;
  const main = mainOf(options.connections);
  progress(`a month of ${options.history} evaluations for the reference`);
  await fillReferenceHistory(api.database, api.tenantIds, options.history);
  progress('warming up');
  for (const name of NAMES) {
    await api.load({ path: PATHS[name], connections: main, seconds: WARM_UP_SECONDS });
  }
  const byConnections: (Comparison & { readonly connections: number })[] = [];
  for (const connections of options.connections) {
    byConnections.push({ connections, ...(await compare(api, connections, seconds)) });
  }
  const [compared] = byConnections.filter(({ connections }) => connections === main);
  const peak = compared?.evaluate.rps ?? Number.NaN;
  return {
    bench: 'evaluate',
    ...{ tenants, seconds, history, rounds: ROUNDS },
    ...compared,
    ...(await alone(api, main, seconds)),
    ...(await inBatches(api, seconds, peak)),
    ...(await atHalf(api, seconds, peak)),
    decided: await decided(api),
    ...(byConnections.length > 1 && { byConnections }),
    ...(options.profile !== undefined && { profile: await profiled(api, main, options.profile) }),
  };
}

/** The one that the figures without a number of connections are of. */
function mainOf(connections: readonly number[]): number {
  return connections.includes(64) ? 64 : Math.max(...connections);
}

interface Comparison extends Readonly<Record<Name, MeasuredPace>> {
  readonly ratioToNoop: number;
  readonly ratioToReference: number;
  readonly bytesPerEvaluation: number;
  readonly walBytesPerEvaluation: number;
}

/** They take turns, so that what else the machine does falls on all of them. Medians of the rounds. */
async function compare(api: MeasuredApi, connections: number, seconds: number): Promise<Comparison> {
  const rounds: Record<Name, MeasuredPace[]> = { noop: [], evaluate: [], reference: [] };
  const stored: Stored[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`${connections} connections: round ${round} of ${ROUNDS}`);
    for (const name of NAMES) {
      const before = name === 'evaluate' ? await storedBytes(api) : undefined;
      rounds[name].push(await api.load({ path: PATHS[name], connections, seconds: seconds / ROUNDS }));
      if (before !== undefined) stored.push(difference(before, await storedBytes(api)));
    }
  }
  const [noop, evaluate, reference] = NAMES.map((name) => medians(rounds[name])) as [
    ...[MeasuredPace, MeasuredPace, MeasuredPace],
  ];
  const evaluations = rounds.evaluate.reduce((sum, { requests }) => sum + requests, 0);
  const sumOf = (key: keyof Stored): number => stored.reduce((sum, each) => sum + each[key], 0);
  return {
    ...{ noop, evaluate, reference },
    ratioToNoop: rounded(evaluate.rps / noop.rps),
    ratioToReference: rounded(evaluate.rps / reference.rps),
    bytesPerEvaluation: Math.round(sumOf('bytes') / evaluations),
    walBytesPerEvaluation: Math.round(sumOf('walBytes') / evaluations),
  };
}

interface Stored {
  readonly bytes: number;
  readonly walBytes: number;
}

/** Tables with their indexes, the reference's not: it shares the database. */
async function storedBytes({ database }: MeasuredApi): Promise<Stored> {
  const bytes = await database.number(
    `select sum(pg_total_relation_size(oid)) from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return { bytes, walBytes: await database.walBytes() };
}

function difference(before: Stored, after: Stored): Stored {
  return { bytes: after.bytes - before.bytes, walBytes: after.walBytes - before.walBytes };
}

function medians(paces: readonly MeasuredPace[]): MeasuredPace {
  const median = (of: (pace: MeasuredPace) => number): number => medianOf(paces.map(of));
  return {
    rps: median(({ rps }) => rps),
    p50Ms: median(({ p50Ms }) => p50Ms),
    p95Ms: median(({ p95Ms }) => p95Ms),
    p99Ms: median(({ p99Ms }) => p99Ms),
    requests: paces.reduce((sum, { requests }) => sum + requests, 0),
    failed: 0,
    cpuMicrosPerRequest: {
      server: median(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.server),
      database: median(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.database),
    },
  };
}

/** Gather, decide and record in the server's process, without HTTP. */
async function alone(api: MeasuredApi, atOnce: number, seconds: number): Promise<{ record: Pace }> {
  progress('record alone');
  const { tenantIds } = api;
  return { record: await api.server.ask<Pace>('record', { tenantIds, atOnce, seconds: seconds / 2 }) };
}

/** Latencies are of whole batches, `itemsPerSecond` of what is in them. */
async function inBatches(api: MeasuredApi, seconds: number, peak: number): Promise<object> {
  progress('batches');
  const path = `${PATHS.evaluate}/batch`;
  const asking = { path, connections: BATCH_CONNECTIONS, seconds: seconds / 2, batch: BATCH };
  const pace = await api.load(asking);
  const itemsPerSecond = rounded(pace.rps * BATCH);
  return {
    batch: { ...pace, items: BATCH, itemsPerSecond },
    batchToSingle: rounded(itemsPerSecond / peak),
  };
}

/** Open load: requests come at their moments, answered or not. */
async function atHalf(api: MeasuredApi, seconds: number, peak: number): Promise<object> {
  progress('half of the peak');
  const asking = { path: PATHS.evaluate, connections: 256, seconds, perSecond: peak / 2 };
  const { rps, p50Ms, p95Ms, p99Ms } = await api.load(asking);
  return { atHalfPeak: { rps, p50Ms, p95Ms, p99Ms } };
}

/** The share of each decision in all that was decided: one that is not `allow` is explained and costs more. */
async function decided({ database }: MeasuredApi): Promise<Record<string, number>> {
  const rows = await database.query<{ decision: string; share: string }>(
    `select decision, count(*) / sum(count(*)) over () as share from evaluations group by decision`,
  );
  return Object.fromEntries(rows.map(({ decision, share }) => [decision, rounded(Number(share))]));
}

async function profiled(api: MeasuredApi, connections: number, file: string): Promise<string> {
  progress(`profiling to ${file}`);
  await api.server.ask('startProfile');
  await api.load({ path: PATHS.evaluate, connections, seconds: 10 });
  await api.server.ask('stopProfile', file);
  return file;
}

void main();
