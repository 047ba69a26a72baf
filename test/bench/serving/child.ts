import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

export interface ChildOptions {
  readonly file: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of node itself. */
  readonly flags?: readonly string[];
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** A process of a benchmark's own that is asked one thing after another. It ends with its parent. */
export class Child {
  readonly pid: number;
  private readonly process;
  private readonly ended: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  constructor({ file, environment = {}, flags = [] }: ChildOptions) {
    this.process = spawn(process.execPath, [...flags, 'test/support/run-typescript.cjs', file], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.pid = this.process.pid ?? 0;
    this.process.on('message', (message) => {
      this.hear(message as Heard);
    });
    this.ended = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => {
        const error = new Error(`${file} ended with ${code ?? signal ?? 'nothing'}`);
        for (const { reject } of this.waiting.values()) reject(error);
        this.waiting.clear();
        resolve();
      });
    });
  }

  /** `name` is that of a handler of the child's. */
  ask<Answer>(name: string, argument: unknown = {}): Promise<Answer> {
    if (!this.process.connected) return Promise.reject(new Error('the process has ended'));
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.process.send({ id, name, argument } satisfies Asked);
    });
  }

  async stop(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    await this.ended;
  }

  private hear({ id, answer, error }: Heard): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer as never);
    else waiting?.reject(new Error(error));
  }
}

export interface Asked {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export interface Heard {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}
