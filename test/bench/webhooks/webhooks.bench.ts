import { parseArgs } from 'node:util';
import { DeliveryRig } from './delivery-rig';
import type { Backend } from './delivery-rig';
import { measureFairness } from './fairness';
import { measureLatency } from './latency';
import { measureThroughput } from './throughput';

const PARTS = ['redis', 'postgres', 'fairness'] as const;
type Part = (typeof PARTS)[number];

/**
 * How many webhooks a second arrive, with the queue on Redis and on PostgreSQL, beside the least that posts from a
 * queue; how long one takes; and what a dead and a hanging endpoint cost the others. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const { parts, ...options } = readOptions();
  const result: Record<string, unknown> = { bench: 'webhooks', ...options };
  for (const part of parts) result[part] = await measured(part, options);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

interface Options {
  readonly events: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly profile: string | undefined;
}

function readOptions(): Options & { readonly parts: readonly Part[] } {
  const { values } = parseArgs({
    options: {
      parts: { type: 'string', default: PARTS.join(',') },
      events: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      bytes: { type: 'string', default: '1000' },
      profile: { type: 'string' },
    },
  });
  const parts = values.parts.split(',').map((name) => PARTS.find((part) => part === name));
  const numbers = {
    events: Number(values.events),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    bytes: Number(values.bytes),
  };
  const isFine = Object.values(numbers).every((each) => each >= 1 && each <= 1_000_000);
  if (!isFine || parts.includes(undefined)) {
    throw new Error(`--parts are of ${PARTS.join(', ')}; everything else is at least 1`);
  }
  return { ...numbers, profile: values.profile, parts: parts.filter((part) => part !== undefined) };
}

async function measured(part: Part, options: Options): Promise<object> {
  const backend: Backend = part === 'postgres' ? 'postgres' : 'redis';
  const rig = await DeliveryRig.start(backend);
  try {
    if (part === 'fairness') return await measureFairness(rig, options);
    const throughput = await measureThroughput(rig, options);
    return { ...throughput, latency: await measureLatency(rig, options) };
  } finally {
    await rig.stop();
  }
}

void main();
