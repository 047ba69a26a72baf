import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process as a person starts it: `npm start` and its siblings. */
export interface TrustflowProcess {
  readonly pid: number;
  /** Where it listens, once it says so. Rejects with what it said when it ends before. */
  readonly ready: Promise<string>;
  readonly ended: Promise<Ended>;
  /** Everything that it wrote so far, to standard output and error, but that it had to be built first. */
  output(): string;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

export function startTrustflow(
  command: string,
  environment: Readonly<Record<string, string>>,
  ...argv: string[]
): TrustflowProcess {
  const child = spawn(process.execPath, ['bin/trustflow.mjs', command, ...argv], {
    cwd: join(__dirname, '../..'),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /(?:ready at|API {5})\s*(http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => {
      reject(new Error(`it ended before it was ready:\n${output}`));
    });
  });
  // Those who wait for the end alone don't ask.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    output: () => output.replace(/^Building …\n/m, ''),
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
