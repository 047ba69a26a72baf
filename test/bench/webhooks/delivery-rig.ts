import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, signUp } from '../../support/customer';
import { uuidOfTenant } from '../../evaluation/books';
import { RedisServer } from '../../faults/redis-server';
import { BenchDatabase } from '../serving/bench-database';
import { Child } from '../serving/child';
import { progress } from '../serving/measured-api';
import { cpuMicrosOf } from '../serving/process-cpu';
import type { Committed, Publishing } from './publisher.process';
import type { Arrival } from './receiver.process';

const MAX_WAIT_MS = 170_000;
const LOOK_EVERY_MS = 20;
/** Nothing else is measured until the queue has nothing to do with what came before. */
const SETTLE_MS = 500;

export type Backend = 'redis' | 'postgres';

/** By the name of the part. */
export type CpuMicros = Readonly<Record<string, number>>;

export interface BenchTenant {
  readonly key: string;
  readonly id: string;
}

/** Who publishes, who sends, who receives, and what is measured beside them: processes of their own on one queue. */
export class DeliveryRig {
  private next = 1;

  private constructor(
    readonly database: BenchDatabase,
    readonly worker: Child,
    readonly receiverUrl: string,
    private readonly parts: Readonly<Record<'publisher' | 'receiver' | 'adder' | 'bare', Child>>,
    private readonly apiUrl: string,
    private readonly redis: RedisServer | undefined,
  ) {}

  static async start(backend: Backend): Promise<DeliveryRig> {
    progress(`starting PostgreSQL${backend === 'redis' ? ', Redis' : ''}, the API, a worker and a receiver`);
    const database = await BenchDatabase.start();
    const redis = backend === 'redis' ? await RedisServer.start({ isDurable: true }) : undefined;
    const environment = {
      ...database.environment,
      ...{ PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production', SIGNUP_LIMIT_PER_HOUR: '100000' },
      ...{ RATE_LIMIT_SCALE: '1000', WEBHOOK_ALLOW_TARGETS: '127.0.0.0/8' },
      ...(redis !== undefined && { REDIS_URL: redis.url }),
    };
    const start = (file: string): Child =>
      new Child({ file: join(__dirname, file), environment, flags: ['--max-semi-space-size=64'] });
    const publisher = start('publisher.process.ts');
    const receiver = start('receiver.process.ts');
    const apiUrl = await publisher.ask<string>('url');
    const receiverUrl = await receiver.ask<string>('url');
    const worker = start('worker.process.ts');
    const [adder, bare] = [start('bare.process.ts'), start('bare.process.ts')];
    await Promise.all([worker.ask('ready'), adder.ask('ready'), bare.ask('ready')]);
    return new DeliveryRig(
      database,
      worker,
      receiverUrl,
      { publisher, receiver, adder, bare },
      apiUrl,
      redis,
    );
  }

  async tenant(): Promise<BenchTenant> {
    const { key, tenantId } = await signUp(this.apiUrl);
    return { key, id: uuidOfTenant(tenantId) };
  }

  /** Returns its id. */
  async endpoint({ key }: BenchTenant, url: string): Promise<string> {
    const body = { url, eventTypes: ['evaluation.*'] };
    const answer = await this.api('POST', '/v1/webhook-endpoints', key, body);
    return answer['id'] as string;
  }

  async move({ key }: BenchTenant, endpointId: string, url: string): Promise<void> {
    await this.api('PATCH', `/v1/webhook-endpoints/${endpointId}`, key, { url });
  }

  /** Publishes events; returns when each was committed. */
  publish(asked: Omit<Publishing, 'from'>): Promise<Committed> {
    const from = this.next;
    this.next += asked.count;
    return this.parts.publisher.ask<Committed>('publish', { ...asked, from });
  }

  /** The same of the bare worker. */
  async addBare(asked: { count: number; bytes: number; together: number }): Promise<void> {
    const from = this.next;
    this.next += asked.count;
    await this.parts.bare.ask('work', `${this.receiverUrl}/bare`);
    await this.parts.adder.ask('add', { ...asked, from });
  }

  async restBare(): Promise<void> {
    await this.parts.bare.ask('rest');
  }

  /** All that has arrived once it is so many, or nothing more comes; what arrived again is counted. */
  async arrivals(count: number): Promise<{ arrivals: readonly Arrival[]; repeated: number }> {
    const givenUpAtMs = performance.now() + MAX_WAIT_MS;
    while ((await this.parts.receiver.ask<number>('count')) < count) {
      if (performance.now() > givenUpAtMs) break;
      await sleep(LOOK_EVERY_MS);
    }
    await sleep(SETTLE_MS);
    return this.parts.receiver.ask('taken');
  }

  /** What each part has taken of the processor so far. */
  cpuMicros(): CpuMicros {
    const { publisher, receiver, adder, bare } = this.parts;
    return {
      worker: cpuMicrosOf(this.worker.pid),
      bare: cpuMicrosOf(bare.pid),
      publisher: cpuMicrosOf(publisher.pid),
      adder: cpuMicrosOf(adder.pid),
      receiver: cpuMicrosOf(receiver.pid),
      database: this.database.cpuMicros(),
      ...(this.redis?.pid !== undefined && { redis: cpuMicrosOf(this.redis.pid) }),
    };
  }

  async stop(): Promise<void> {
    const { publisher, receiver, adder, bare } = this.parts;
    for (const child of [this.worker, publisher, adder, bare, receiver]) await child.stop();
    await this.redis?.remove();
    await this.database.stop();
  }

  private async api(
    method: string,
    path: string,
    key: string,
    body: object,
  ): Promise<Record<string, unknown>> {
    const answer = await call(this.apiUrl, path, {
      method,
      body,
      headers: { Authorization: `Bearer ${key}` },
    });
    if (answer.status > 299) throw new Error(`${method} ${path} answered ${answer.status}`);
    return answer.body as Record<string, unknown>;
  }
}
