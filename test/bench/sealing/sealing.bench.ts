import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { plantEntries } from '../../audit/planted-entries';
import { medianOf } from '../engine/timing';
import { Child } from '../serving/child';
import { rounded } from '../serving/latencies';
import { MeasuredApi, progress } from '../serving/measured-api';

const PATH = '/v1/evaluations';
const ROUNDS = 5;
const BACKLOG = 100_000;
const WARM_UP_SECONDS = 5;
const LOOK_EVERY_MS = 20;

/**
 * How many leaves a second the sealer puts into a tree when it does nothing else, and what a decision costs while it
 * seals beside it and while it doesn't, in turns on one server. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '40' },
    },
  });
  const [connections, seconds] = [Number(values.connections), Number(values.seconds)];
  if (!(connections >= 1 && connections <= 1_000 && seconds >= 2 * ROUNDS && seconds <= 1_000)) {
    throw new Error('--connections and --seconds are numbers up to 1000');
  }
  const api = await MeasuredApi.start(1);
  try {
    process.stdout.write(`${JSON.stringify(await measure(api, connections, seconds))}\n`);
  } finally {
    await api.stop();
  }
}

async function measure(api: MeasuredApi, connections: number, seconds: number): Promise<object> {
  const sealer = await startSealer(api);
  try {
    progress('warming up');
    await api.load({ path: PATH, connections, seconds: WARM_UP_SECONDS });
    const leavesPerSecond = await sealAlone(api, sealer);
    const paces = { without: [] as number[], with: [] as number[] };
    const round = { path: PATH, connections, seconds: seconds / (2 * ROUNDS) };
    for (let number = 1; number <= ROUNDS; number += 1) {
      progress(`round ${number} of ${ROUNDS}`);
      await sealer.ask('pause');
      paces.without.push((await api.load(round)).rps);
      await sealer.ask('resume');
      await drain(api);
      paces.with.push((await api.load(round)).rps);
    }
    const [without, beside] = [medianOf(paces.without), medianOf(paces.with)];
    return {
      bench: 'sealing',
      ...{ connections, seconds, rounds: ROUNDS },
      leavesPerSecondAlone: rounded(leavesPerSecond),
      decisionsPerSecond: { without: rounded(without), with: rounded(beside) },
      ratio: rounded(beside / without),
    };
  } finally {
    await sealer.stop();
  }
}

async function sealAlone(api: MeasuredApi, sealer: Child): Promise<number> {
  const [tenantId = ''] = api.tenantIds;
  await sealer.ask('pause');
  progress(`planting ${BACKLOG} leaves`);
  await plantEntries(api.database, tenantId, BACKLOG);
  await sealer.ask('resume');
  return drain(api);
}

async function startSealer(api: MeasuredApi): Promise<Child> {
  const environment = { ...api.database.environment, LOG_LEVEL: 'error' };
  const sealer = new Child({ file: join(__dirname, 'sealer.process.ts'), environment });
  await sealer.ask('ready');
  return sealer;
}

/** Leaves a second, of those behind the first transaction: when that began is not seen. */
async function drain(api: MeasuredApi): Promise<number> {
  const waiting = await unsealed(api);
  let left = waiting;
  let first: { readonly left: number; readonly atMs: number } | undefined;
  while (left > 0) {
    await sleep(LOOK_EVERY_MS);
    left = await unsealed(api);
    if (left < waiting) first ??= { left, atMs: performance.now() };
  }
  return first === undefined ? 0 : (first.left * 1_000) / (performance.now() - first.atMs);
}

async function unsealed({ database }: MeasuredApi): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    'select count(*)::integer as count from audit_unsealed_leaves',
  );
  return row?.count ?? 0;
}

void main();
