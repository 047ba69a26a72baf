import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import { BY_KEYS, PipelinedPool } from './pipelined-pool';
import type { Statement } from './statement';

/** Sends a statement in a transaction, and returns its rows. */
export type Query = <Row>(statement: Statement) => Promise<Row[]>;

/** What has to be known first, and what is sent because of it, all at once with the commit right behind. */
export interface WorkByKeys<Gathered, Recorded> {
  readonly gather: (query: Query) => Promise<Gathered>;
  readonly record: (query: Query, gathered: Gathered) => Promise<Recorded>;
}

/** Transactions by keys that can be under way: webhooks have one of each of their four kinds, sealing four at most. They rarely meet, and then wait. */
const CONNECTIONS_BY_KEYS = 6;
const SILENCE_TIMEOUT_MS = 35_000;
// A generic plan: otherwise what a statement would cost with its values is thought about each time.
const SESSION_SETTINGS = ['statement_timeout=30s', 'plan_cache_mode=force_generic_plan', ...BY_KEYS];

/** Work across tenants, as the role trustflow_system. Its few users are named in the boundary rules. */
@Injectable()
export class SystemDatabase {
  private readonly byKeys: PipelinedPool;

  /** The data source is connected, with the same URL. */
  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    this.byKeys = new PipelinedPool({
      url,
      applicationName: 'trustflow-system-keys',
      maxConnections: CONNECTIONS_BY_KEYS,
      settings: SESSION_SETTINGS,
      silenceTimeoutMs: SILENCE_TIMEOUT_MS,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.dataSource.destroy(), this.byKeys.close()]);
  }

  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /**
   * One transaction of statements that go by keys, for what is done many times a second: each is planned once a
   * connection. Those that are sent without waiting for the ones before go out together.
   */
  runByKeys<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.recordByKeys({ gather: work, record: (_query, result) => Promise.resolve(result) });
  }

  /** The same in two steps. */
  recordByKeys<Gathered, Recorded>({ gather, record }: WorkByKeys<Gathered, Recorded>): Promise<Recorded> {
    return this.byKeys.run({
      gather: async (tx) => {
        const query: Query = (statement) => tx.query(statement);
        return { query, gathered: await gather(query) };
      },
      record: ({ query, gathered }) => record(query, gathered),
    });
  }
}
