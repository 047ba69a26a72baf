import { generateKeyPairSync } from 'node:crypto';
import { parseArgs } from 'node:util';
import { medianOf } from '../engine/timing';
import { rounded } from '../serving/latencies';
import type { LoadAgent } from '../serving/load.process';
import { MEASURED_PUBLIC_URL, MeasuredApi, progress } from '../serving/measured-api';
import type { MeasuredPace } from '../serving/measured-api';

const ROUNDS = 5;
const WARM_UP_SECONDS = 5;
const PATH = '/v1/evaluations';
const METHODS = ['ed25519', 'jws', 'hmac'] as const;

interface Options {
  readonly perSecond: number;
  readonly connections: number;
  readonly seconds: number;
}

/**
 * What a signature adds to a decision: the same call unsigned and signed in each way take turns on one server, as open
 * load. Prints one line of JSON.
 */
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
      'per-second': { type: 'string', default: '100' },
      connections: { type: 'string', default: '16' },
      seconds: { type: 'string', default: '30' },
    },
  });
  const [perSecond, connections, seconds] = [values['per-second'], values.connections, values.seconds].map(
    Number,
  );
  if (![perSecond, connections, seconds].every((each) => each !== undefined && each >= 1 && each <= 10_000)) {
    throw new Error('--per-second, --connections and --seconds are numbers from 1 to 10000');
  }
  return { perSecond: perSecond ?? 0, connections: connections ?? 0, seconds: seconds ?? 0 };
}

async function measure(api: MeasuredApi, { seconds, ...pace }: Options): Promise<object> {
  const agents: readonly (readonly [string, LoadAgent | undefined])[] = [
    ['unsigned', undefined],
    ...(await Promise.all(METHODS.map(async (method) => [method, await register(api, method)] as const))),
  ];
  const ask = (agent: LoadAgent | undefined, forSeconds: number): Promise<MeasuredPace> =>
    api.load({ path: PATH, ...pace, seconds: forSeconds, ...(agent && { agent }) });
  progress('warming up');
  for (const [, agent] of agents) await ask(agent, WARM_UP_SECONDS);
  const rounds = new Map(agents.map(([name]) => [name, [] as MeasuredPace[]]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    for (const [name, agent] of agents) rounds.get(name)?.push(await ask(agent, seconds / ROUNDS));
  }
  const results = Object.fromEntries([...rounds].map(([name, paces]) => [name, medians(paces)]));
  return { bench: 'agents', ...pace, seconds, rounds: ROUNDS, ...results };
}

function medians(paces: readonly MeasuredPace[]): object {
  const of = (value: (pace: MeasuredPace) => number): number => rounded(medianOf(paces.map(value)));
  return {
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    cpuMicrosPerRequest: {
      server: of(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.server),
      database: of(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.database),
    },
  };
}

async function register(api: MeasuredApi, method: (typeof METHODS)[number]): Promise<LoadAgent> {
  const [customer] = api.customers;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const own = method === 'hmac' ? {} : { publicKey: publicKey.export({ format: 'jwk' }) };
  const answer = await customer?.post('/v1/agents', { name: method, method, ...own });
  const { keys, secret = '' } = answer?.body as { keys: [{ id: string }]; secret?: string };
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  const [{ id: keyId }] = keys;
  return {
    keyId,
    method,
    secret: method === 'hmac' ? secret.slice('tfas_'.length) : pem,
    publicUrl: MEASURED_PUBLIC_URL,
  };
}

void main();
