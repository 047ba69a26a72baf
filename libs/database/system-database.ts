import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import type { Statement } from './statement';

/** Sends a statement in a transaction, and returns its rows. */
export type Query = <Row>(statement: Statement) => Promise<Row[]>;

/** Work across tenants, as the role trustflow_system. Its few users are named in the boundary rules. */
@Injectable()
export class SystemDatabase {
  constructor(private readonly dataSource: DataSource) {}

  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /**
   * One transaction of statements that go by keys, for what is done many times a second: each is planned once a
   * connection, and a plan that was made while a table was empty doesn't read it whole when it is large.
   */
  runByKeys<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async ({ queryRunner }) => {
      if (queryRunner === undefined) throw new Error('a transaction has a connection');
      const client = (await queryRunner.connect()) as PoolClient;
      await client.query(BY_KEYS);
      return work(async <Row>({ name, text, values }: Statement) => {
        const { rows } = await client.query({ name, text, values: [...values] });
        return rows as Row[];
      });
    });
  }
}

const SETTINGS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  // Otherwise what it would cost with these values is thought about each time.
  plan_cache_mode: 'force_generic_plan',
};

const BY_KEYS = {
  name: 'by-keys',
  text: `select ${Object.entries(SETTINGS)
    .map(([name, value]) => `set_config('${name}', '${value}', true)`)
    .join(', ')}`,
};
