import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { LessThan } from 'typeorm';
import { Outcome } from './outcome.entity';
import type { TransactionName } from './outcome.types';

@Injectable()
export class OutcomesRepository {
  /** Whoever changes the outcome of this transaction next waits for the end of this one. */
  async lock({ manager, tenantId }: TenantTx, { type, transactionId }: TransactionName): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['outcome', tenantId, type, transactionId]),
    ]);
  }

  async insert({ manager }: TenantTx, outcome: Outcome): Promise<void> {
    await manager.insert(Outcome, outcome);
  }

  findLatest(
    { manager, tenantId }: TenantTx,
    { type, transactionId }: TransactionName,
  ): Promise<Outcome | null> {
    return manager.findOne(Outcome, { where: { tenantId, type, transactionId }, order: { id: 'DESC' } });
  }

  /** The outcome in force of each transaction, by `outcomeKey`; at most a page of them. */
  async findLatestOfEach(
    { manager, tenantId }: TenantTx,
    transactions: readonly TransactionName[],
  ): Promise<ReadonlyMap<string, Outcome>> {
    const outcomes = await manager
      .createQueryBuilder(Outcome, 'o')
      .distinctOn(['o.type', 'o.transactionId'])
      .where('o.tenantId = :tenantId', { tenantId })
      .andWhere('(o.type, o.transactionId) in (select * from unnest(:types::text[], :ids::text[]))', {
        types: transactions.map(({ type }) => type),
        ids: transactions.map(({ transactionId }) => transactionId),
      })
      .orderBy({ 'o.type': 'ASC', 'o.transactionId': 'ASC', 'o.id': 'DESC' })
      .getMany();
    return new Map(outcomes.map((outcome) => [outcomeKey(outcome), outcome]));
  }

  /** Newest first, with one row more than the page. */
  list({ manager, tenantId }: TenantTx, name: TransactionName, { limit, after }: Slice): Promise<Outcome[]> {
    const { type, transactionId } = name;
    const where = { tenantId, type, transactionId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(Outcome, { where, order: { id: 'DESC' }, take: limit + 1 });
  }
}

export function outcomeKey({ type, transactionId }: TransactionName): string {
  return JSON.stringify([type, transactionId]);
}
