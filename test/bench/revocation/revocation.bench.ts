import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askerOf, createKey } from '../../auth/key-steps';
import type { Ask } from '../../auth/key-steps';
import { signUp } from '../../support/customer';
import { percentile } from '../engine/timing';
import { BenchDatabase } from '../serving/bench-database';
import { Child } from '../serving/child';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';

const PROCESSES = 2;
const SERVER = join(__dirname, '../serving/server.process.ts');

/** When the first refusal of a revoked key was in hand. */
interface Refusal {
  readonly sinceAskedMs: number;
  readonly sinceAnsweredMs: number;
}

/** How long a revoked key is still taken, by the process that revoked it and by another. Prints one line of JSON. */
async function main(): Promise<void> {
  const revocations = readOptions();
  progress(`starting PostgreSQL and ${PROCESSES} API processes`);
  const database = await BenchDatabase.start();
  const environment = {
    ...database.environment,
    ...{ PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production', RATE_LIMIT_SCALE: '1000' },
  };
  const servers = Array.from({ length: PROCESSES }, () => new Child({ file: SERVER, environment }));
  try {
    const urls = await Promise.all(servers.map((server) => server.ask<string>('url')));
    const measured = await measure(urls, revocations);
    process.stdout.write(
      `${JSON.stringify({ bench: 'revocation', revocations, processes: PROCESSES, ...measured })}\n`,
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await database.stop();
  }
}

function readOptions(): number {
  const { values } = parseArgs({ options: { revocations: { type: 'string', default: '100' } } });
  const revocations = Number(values.revocations);
  if (!(revocations >= 1 && revocations <= 100_000)) throw new Error('--revocations is 1 to 100000');
  return revocations;
}

async function measure(urls: readonly string[], revocations: number): Promise<object> {
  const { key } = await signUp(urls[0] ?? '');
  const askers = urls.map(askerOf);
  const own: Refusal[] = [];
  const others: Refusal[] = [];
  for (let round = 0; round < revocations; round += 1) {
    const refusals = await revokeOne(key, [
      ...askers.slice(round % PROCESSES),
      ...askers.slice(0, round % PROCESSES),
    ]);
    own.push(...refusals.slice(0, 1));
    others.push(...refusals.slice(1));
    if ((round + 1) % 20 === 0) progress(`${round + 1} of ${revocations}`);
  }
  return { revokingProcess: spreadOf(own), otherProcess: spreadOf(others) };
}

/** Through the first, while every process is asked with the key again and again. */
async function revokeOne(key: string, askers: readonly Ask[]): Promise<Refusal[]> {
  const [ask] = askers;
  if (ask === undefined) throw new Error('somebody has to revoke');
  const { id, secret } = await createKey(ask, key, { scopes: ['tenant:read'] });
  for (const each of [...askers, ...askers]) {
    const { status } = await each(secret, 'GET /v1/tenant');
    if (status !== 200) throw new Error(`a key that is good was answered ${status}`);
  }
  const refusedAt = askers.map((each) => firstRefusal(each, secret));
  const askedAt = performance.now();
  const { status } = await ask(key, `DELETE /v1/api-keys/${id}`);
  const answeredAt = performance.now();
  if (status !== 204) throw new Error(`revoking was answered ${status}`);
  return (await Promise.all(refusedAt)).map((at) => ({
    sinceAskedMs: at - askedAt,
    sinceAnsweredMs: at - answeredAt,
  }));
}

async function firstRefusal(ask: Ask, secret: string): Promise<number> {
  for (;;) {
    const { status, body } = await ask(secret, 'GET /v1/tenant');
    if (status === 401 && body.code === 'api_key_revoked') return performance.now();
    if (status !== 200) throw new Error(`a key that is being revoked was answered ${status}`);
  }
}

/** The second can be under zero: the revocation is in force before its answer has arrived. */
function spreadOf(refusals: readonly Refusal[]): object {
  return {
    sinceAskedMs: spread(refusals.map(({ sinceAskedMs }) => sinceAskedMs)),
    sinceAnsweredMs: spread(refusals.map(({ sinceAnsweredMs }) => sinceAnsweredMs)),
  };
}

function spread(values: readonly number[]): object {
  const ascending = Float64Array.from(values).sort();
  const at = (share: number): number => rounded(percentile(ascending, share));
  return {
    min: rounded(ascending[0] ?? NaN),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: rounded(ascending.at(-1) ?? NaN),
  };
}

void main();
