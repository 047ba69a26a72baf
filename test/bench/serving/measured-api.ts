import { join } from 'node:path';
import { scripts } from '../../../package.json';
import { customerWith, signUp } from '../../support/customer';
import { uuidOfTenant } from '../../evaluation/books';
import { BenchDatabase } from './bench-database';
import { Child } from './child';
import type { Pace } from './latencies';
import type { TransactionLoad } from './load.process';
import { createReferenceSchema } from './reference-schema';

export type Asking = Pick<TransactionLoad, 'path' | 'connections' | 'seconds'> &
  Partial<Pick<TransactionLoad, 'perSecond' | 'batch' | 'customerId' | 'agent'>>;

/** What the server calls itself, wherever it listens. */
export const MEASURED_PUBLIC_URL = 'http://localhost:3000';

export interface MeasuredPace extends Pace {
  /** Of each process, for one request. */
  readonly cpuMicrosPerRequest: { readonly server: number; readonly database: number };
}

/** Three processes of their own: PostgreSQL, the API on it, and whoever makes the load; with tenants signed up. */
export class MeasuredApi {
  private constructor(
    readonly database: BenchDatabase,
    readonly server: Child,
    private readonly client: Child,
    readonly url: string,
    private readonly tenants: readonly { readonly key: string; readonly id: string }[],
  ) {}

  /** `file` is the server's: the API process unless another is named. */
  static async start(
    tenants: number,
    file: string = join(__dirname, 'server.process.ts'),
  ): Promise<MeasuredApi> {
    progress(`starting PostgreSQL, the API and ${tenants} tenant(s)`);
    const database = await BenchDatabase.start();
    await createReferenceSchema(database);
    const server = new Child({
      file,
      flags: ['--expose-gc', ...startFlags()],
      environment: {
        ...database.environment,
        ...{ PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production', SIGNUP_LIMIT_PER_HOUR: '100000' },
        ...{ RATE_LIMIT_SCALE: '1000', PUBLIC_URL: MEASURED_PUBLIC_URL },
      },
    });
    const client = new Child({ file: join(__dirname, 'load.process.ts') });
    const url = await server.ask<string>('url');
    const signedUp: { key: string; id: string }[] = [];
    for (let count = 0; count < tenants; count += 1) {
      const { key, tenantId } = await signUp(url);
      signedUp.push({ key, id: uuidOfTenant(tenantId) });
    }
    return new MeasuredApi(database, server, client, url, signedUp);
  }

  get tenantIds(): readonly string[] {
    return this.tenants.map(({ id }) => id);
  }

  /** The customers' programs, one for each tenant. */
  get customers(): readonly ReturnType<typeof customerWith>[] {
    return this.tenants.map(({ key }) => customerWith(this.url, key));
  }

  /** Throws if anything was refused: figures of refusals say nothing. */
  async load(asking: Asking): Promise<MeasuredPace> {
    const keys = this.tenants.map(({ key }) => key);
    const before = await this.cpu();
    const pace = await this.client.ask<Pace>('load', { ...asking, keys, url: this.url });
    const after = await this.cpu();
    if (pace.failed > 0) throw new Error(`${pace.failed} of ${pace.requests} requests were refused`);
    const each = (of: 'server' | 'database'): number => Math.round((after[of] - before[of]) / pace.requests);
    return { ...pace, cpuMicrosPerRequest: { server: each('server'), database: each('database') } };
  }

  async stop(): Promise<void> {
    await this.client.stop();
    await this.server.stop();
    await this.database.stop();
  }

  private async cpu(): Promise<{ server: number; database: number }> {
    return { server: await this.server.ask<number>('cpuMicros'), database: this.database.cpuMicros() };
  }
}

/** Of Node, as `npm run start:api` gives them. */
function startFlags(): string[] {
  return scripts['start:api'].split(' ').filter((word) => word.startsWith('--'));
}

export function progress(what: string): void {
  process.stderr.write(`${what}\n`);
}
