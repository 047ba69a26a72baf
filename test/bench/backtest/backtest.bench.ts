import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { draftOf, hasEnded, lastDays, startBacktest } from '../../evaluation/backtest-steps';
import { aRule } from '../../evaluation/policy-steps';
import type { Answer, Customer } from '../../support/customer';
import { multiplyEvaluations } from '../../support/many-evaluations';
import { rounded } from '../serving/latencies';
import type { LoopDelays } from '../serving/main.process';
import { MeasuredApi, progress } from '../serving/measured-api';
import { TransactionPool } from '../serving/transaction-pool';

/** Decided by the product; the others are copies of these. */
const DECIDED = 20_000;
const BATCH = 500;
const IDLE_MS = 5_000;
/** Seldom, so that what is measured is not the asking. */
const ASK_EVERY_MS = 500;
const MAX_MS = 1_800_000;

/**
 * How long a backtest of so many recorded evaluations takes in the process that also answers, and how long that
 * keeps others waiting. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { evaluations: { type: 'string', default: '100000' } } });
  const evaluations = Number(values.evaluations);
  if (!(evaluations >= DECIDED && evaluations <= 10_000_000 && evaluations % DECIDED === 0)) {
    throw new Error(`--evaluations is a multiple of ${DECIDED}, at most 10000000`);
  }
  const api = await MeasuredApi.start(1, join(__dirname, '../serving/main.process.ts'));
  try {
    await record(api, evaluations);
    process.stdout.write(`${JSON.stringify(await measure(api, evaluations))}\n`);
  } finally {
    await api.stop();
  }
}

async function record(api: MeasuredApi, evaluations: number): Promise<void> {
  const { database } = api;
  const [customer] = api.customers;
  const [tenantId] = api.tenantIds;
  if (customer === undefined || tenantId === undefined) throw new Error('somebody signed up');
  progress(`deciding ${DECIDED}`);
  const pool = new TransactionPool(1);
  for (let decided = 0; decided < DECIDED; decided += BATCH) {
    const items = Array.from({ length: BATCH }, () => pool.next());
    const { status } = await customer.post('/v1/evaluations/batch', { items });
    if (status !== 200) throw new Error(`the batch was answered ${status}`);
  }
  progress(`copying them to ${evaluations}`);
  await multiplyEvaluations(database, tenantId, { copies: evaluations / DECIDED - 1, stepMs: 60_000 });
  progress('telling of each twentieth what it was');
  await database.query(
    `insert into outcomes (tenant_id, id, type, transaction_id, label, reported_at, created_at)
     select tenant_id, id, type, transaction_id, case hashtext(id::text) % 200 when 0 then 'fraud' else 'legitimate' end,
            occurred_at, created_at
       from evaluations where hashtext(id::text) % 20 = 0`,
  );
  await database.query('vacuum analyze evaluations, outcomes');
}

async function measure(api: MeasuredApi, evaluations: number): Promise<object> {
  const [customer] = api.customers;
  if (customer === undefined) throw new Error('somebody signed up');
  const rules = [aRule({ when: 'device.last24h.instruments >= 3.0', points: 40 })];
  const policyId = await draftOf(customer, rules, { builtins: 'default' });
  await api.server.ask('forgetLoopDelays');
  await sleep(IDLE_MS);
  const idle = await api.server.ask<LoopDelays>('loopDelays');
  progress('backtesting');
  const before = await cpuOf(api);
  await api.server.ask('forgetLoopDelays');
  const id = await startBacktest(customer, policyId, lastDays(30));
  const { status, result, startedAt, endedAt } = await ended(customer, id);
  const busy = await api.server.ask<LoopDelays>('loopDelays');
  const after = await cpuOf(api);
  if (status !== 'completed' || result.decided !== evaluations) throw new Error('it came to another end');
  const seconds = (Date.parse(endedAt as string) - Date.parse(startedAt as string)) / 1_000;
  return {
    bench: 'backtest',
    ...{ evaluations, seconds, evaluationsPerSecond: Math.round(evaluations / seconds) },
    cpuMicrosPerEvaluation: {
      server: rounded((after.server - before.server) / evaluations),
      database: rounded((after.database - before.database) / evaluations),
    },
    /** Of a timer of one millisecond. */
    loopDelays: { idle: shown(idle), backtesting: shown(busy) },
    known: result.known,
  };
}

async function ended(customer: Pick<Customer, 'get'>, id: string): Promise<Answer['body']> {
  for (let waitedMs = 0; waitedMs < MAX_MS; waitedMs += ASK_EVERY_MS) {
    const { body } = await customer.get(`/v1/backtests/${id}`);
    if (hasEnded(body)) return body;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error('the backtest does not end');
}

async function cpuOf(api: MeasuredApi): Promise<{ readonly server: number; readonly database: number }> {
  return { server: await api.server.ask<number>('cpuMicros'), database: api.database.cpuMicros() };
}

function shown({ p50Ms, p99Ms, maxMs }: LoopDelays): LoopDelays {
  return { p50Ms: rounded(p50Ms), p99Ms: rounded(p99Ms), maxMs: rounded(maxMs) };
}

void main();
