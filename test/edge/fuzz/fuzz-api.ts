import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchDatabase } from '../../bench/serving/bench-database';
import { Child } from '../../bench/serving/child';
import { fuzzApi } from './api-fuzzer';
import { newKeys } from './fuzz-keys';

const PROGRESS_EVERY = 10_000;

interface Options {
  readonly requests: number;
  readonly seed: number;
  readonly keep: string;
}

/** `npm run fuzz:api`: prints one line of JSON; ends with 1 on a violation, and keeps what was sent and answered. */
async function main(): Promise<void> {
  const { requests, seed, keep } = readOptions();
  const database = await BenchDatabase.start({ fsync: 'off' });
  const server = new Child({
    file: join(__dirname, '../../bench/serving/main.process.ts'),
    environment: {
      ...database.environment,
      ...{ PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production' },
      ...{ SIGNUP_LIMIT_PER_HOUR: '100000', RATE_LIMIT_SCALE: '1000' },
    },
  });
  try {
    const url = await server.ask<string>('url');
    const { kept, ...found } = await fuzzApi({
      ...{ url, requests, seed },
      newKeys: () => newKeys(url, database),
      onProgress: (sent) => {
        if (sent % PROGRESS_EVERY === 0) process.stderr.write(`${sent} sent\n`);
      },
    });
    process.stdout.write(`${JSON.stringify({ fuzz: 'api', requests, seed, ...found })}\n`);
    if (found.violations === 0) return;
    writeFileSync(keep, JSON.stringify({ seed, kept }, null, 2));
    process.stderr.write(`what was sent and answered is kept in ${keep}\n`);
    process.exitCode = 1;
  } finally {
    await server.stop();
    await database.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      keep: { type: 'string', default: join(tmpdir(), 'trustflow-fuzz-api-violations.json') },
    },
  });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (![requests, seed].every((each) => Number.isInteger(each) && each >= 0 && each <= 10_000_000)) {
    throw new Error('--requests and --seed are whole numbers up to 10000000');
  }
  return { requests, seed, keep: resolve(values.keep) };
}

void main();
