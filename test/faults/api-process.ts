import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { TEST_MASTER_KEYS } from '../support/test-api';
import type { TestDatabase } from '../support/test-database';

/** The first one may have to build. */
const START_MS = 90_000;

/** An API process of its own, as it runs in production. */
export interface ApiProcess {
  readonly url: string;
  /** Everything that it wrote so far, to standard output and error. */
  output(): string;
  /** SIGKILL: nothing is finished. */
  kill(): Promise<void>;
  /** SIGTERM: what is under way is finished. Returns the exit code. */
  stop(): Promise<number | null>;
}

export async function startApiProcess(
  database: TestDatabase,
  over: Record<string, string> = {},
): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['bin/trustflow.mjs', 'api'], {
    cwd: join(__dirname, '../..'),
    env: {
      ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', LOG_LEVEL: 'error' },
      DATABASE_URL: database.urls.app,
      DATABASE_SYSTEM_URL: database.urls.system,
      DATABASE_QUEUE_URL: database.urls.queue,
      TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS,
      SIGNUP_LIMIT_PER_HOUR: '1000',
      ...over,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`the API process ${why}:\n${output}`));
    };
    const timer = setTimeout(fail, START_MS, 'did not start in time');
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended');
    });
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const ready = /ready at (http:\S+)/.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return {
    url,
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
