import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@libs/database/embedded-postgres/free-port';

/** A Redis of Debian's or another package. What needs it is left out where there is none; `.ci/run` installs it. */
export const isRedisInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** Started again it is empty, unless it is durable: then it has lost the last second at most. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly folder: string | undefined,
  ) {}

  static async start({ isDurable = false } = {}): Promise<RedisServer> {
    const folder = isDurable ? mkdtempSync(join(tmpdir(), 'trustflow-redis-')) : undefined;
    const server = new RedisServer(await freePort(), folder);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Undefined while it is killed. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  async startAgain(): Promise<void> {
    const memory =
      this.folder === undefined
        ? ['--appendonly', 'no']
        : ['--appendonly', 'yes', '--appendfsync', 'everysec', '--dir', this.folder];
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', ...memory];
    this.child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.unref();
    let said = '';
    for await (const chunk of this.child.stdout ?? []) {
      said += String(chunk);
      if (said.includes('Ready to accept connections')) return;
    }
    throw new Error(`Redis ended while it started: ${said}`);
  }

  /** Keeps its connections, takes new ones, and answers nobody. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** For good. */
  async remove(): Promise<void> {
    await this.kill();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
