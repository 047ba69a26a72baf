import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import type { Statement, TenantStatements } from './statement';
import type { TenantId } from './tenant-id';

/** A transaction that sees one tenant's rows. Repositories take it as their first argument. */
export interface TenantTx extends TenantStatements {
  readonly manager: EntityManager;
}

/** A question that has to be answered before the tenant is known: a SECURITY DEFINER function that returns ids. */
export interface Lookup {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What happens in the transaction of a change besides it. */
export interface Companion {
  /** Before the change. What it throws is thrown in its stead. */
  before(tx: TenantTx): Promise<void>;
  /** Behind the change, whose caller has its result by then. The commit comes when it is done. */
  behind(tx: TenantTx): Promise<void>;
  /** Is told at once of how the transaction will end. */
  end(ended: Promise<void>): void;
}

/** Whose transaction it is, and what goes with it. */
export interface Asking {
  readonly tenantId: TenantId;
  readonly companion?: Companion;
}

/** The only maker of a TenantTx: a repository can't be called without having named the tenant here. */
@Injectable()
export class TenantDatabase {
  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction with row-level security bound to `tenantId`. Rolls back when it throws. */
  run<T>(tenantId: TenantId, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => work(await bind(manager, tenantId)));
  }

  /**
   * Runs the change that somebody asks for, as `run` does. Where it has a companion, the result is there before the
   * commit: who returns it to the edge as an answer has it sent after the commit, or not at all. What has to come
   * after the commit is `whenCommitted`.
   */
  async runFor<T>(
    { tenantId, companion }: Asking,
    work: (tx: TenantTx) => Promise<T>,
    whenCommitted?: () => void,
  ): Promise<T> {
    if (companion === undefined) {
      const result = await this.run(tenantId, work);
      whenCommitted?.();
      return result;
    }
    return new Promise((resolve, reject) => {
      const running = this.run(tenantId, async (tx) => {
        await companion.before(tx);
        resolve(await work(tx));
        await companion.behind(tx);
      });
      const ended = running.then(whenCommitted);
      companion.end(ended);
      ended.catch(reject);
    });
  }

  /** No tenant is bound: row-level security shows nothing but what the function in `sql` returns. */
  lookUp<Row>({ sql, parameters }: Lookup): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, [...parameters]);
  }

  /** Runs `work` for each tenant in turn, all of it in one transaction: bound to one tenant at any moment. */
  runEach<T>(tenantIds: readonly TenantId[], work: (tx: TenantTx) => Promise<T>): Promise<T[]> {
    return this.dataSource.transaction(async (manager) => {
      const results: T[] = [];
      for (const tenantId of tenantIds) results.push(await work(await bind(manager, tenantId)));
      return results;
    });
  }
}

async function bind(manager: EntityManager, tenantId: TenantId): Promise<TenantTx> {
  // `true` = for this transaction only: the setting can't leak to the next user of the pooled connection.
  await manager.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
  return { tenantId, manager, query: oneAfterAnother((statement) => queryBy(manager, statement)) };
}

/** This connection takes one statement at a time, where a joint transaction's is sent several at once. */
function oneAfterAnother(
  run: <Row>(statement: Statement) => Promise<Row[]>,
): <Row>(statement: Statement) => Promise<Row[]> {
  let before: Promise<unknown> = Promise.resolve();
  return <Row>(statement: Statement) => {
    const answer = before.then(() => run<Row>(statement));
    before = answer.catch(() => undefined);
    return answer;
  };
}

async function queryBy<Row>({ queryRunner }: EntityManager, { text, values }: Statement): Promise<Row[]> {
  if (queryRunner === undefined) throw new Error('a transaction has a connection');
  const { records } = await queryRunner.query(text, [...values], true);
  return records as Row[];
}
