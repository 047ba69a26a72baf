import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { TEST_MASTER_KEYS } from '../support/test-api';
import type { TestDatabase } from '../support/test-database';

/** The first one may have to build. */
const START_MS = 90_000;

/** A process of its own, as it runs in production. */
export interface OwnProcess {
  /** Everything that it wrote so far, to standard output and error. */
  output(): string;
  /** SIGKILL: nothing is finished. */
  kill(): Promise<void>;
  /** SIGTERM: what is under way is finished. Returns the exit code. */
  stop(): Promise<number | null>;
}

export interface Role {
  readonly name: 'api' | 'worker';
  /** What it writes once it is ready. */
  readonly ready: RegExp;
}

/** Resolves once it is ready. */
export async function startOwnProcess(
  { name, ready }: Role,
  database: TestDatabase,
  over: Record<string, string> = {},
): Promise<OwnProcess> {
  const child = spawn(process.execPath, ['bin/trustflow.mjs', name], {
    cwd: join(__dirname, '../..'),
    env: {
      ...{
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        METRICS_PORT: '0',
        LOG_LEVEL: 'error',
      },
      DATABASE_URL: database.urls.app,
      DATABASE_SYSTEM_URL: database.urls.system,
      DATABASE_QUEUE_URL: database.urls.queue,
      TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS,
      SIGNUP_LIMIT_PER_HOUR: '1000',
      RATE_LIMIT_SCALE: '1000',
      ...over,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`the process (${name}) ${why}:\n${output}`));
    };
    const timer = setTimeout(fail, START_MS, 'did not start in time');
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended');
    });
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!ready.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return {
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
