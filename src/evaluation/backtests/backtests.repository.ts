import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { In, LessThanOrEqual } from 'typeorm';
import { Backtest, OPEN_STATUSES } from './backtest.entity';

/** What changes while a backtest runs. */
export type BacktestChange = Partial<
  Pick<Backtest, 'status' | 'progress' | 'cursor' | 'tally' | 'failure' | 'leaseUntil' | 'endedAt'>
>;

@Injectable()
export class BacktestsRepository {
  /** Until the end of the transaction no other adds a backtest of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['backtests', tenantId]),
    ]);
  }

  countOpen({ manager, tenantId }: TenantTx): Promise<number> {
    return manager.countBy(Backtest, { tenantId, status: In([...OPEN_STATUSES]) });
  }

  async insert({ manager }: TenantTx, backtest: Backtest): Promise<void> {
    await manager.insert(Backtest, backtest);
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Backtest | null> {
    return manager.findOneBy(Backtest, { tenantId, id });
  }

  /** Whoever works on it waits until the end of this transaction before it writes. */
  findLocked({ manager, tenantId }: TenantTx, id: string): Promise<Backtest | null> {
    return manager.findOne(Backtest, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Null where somebody works on it, or just takes it up, and where nothing is left to do. */
  findDueLocked({ manager, tenantId }: TenantTx, id: string, now: Date): Promise<Backtest | null> {
    return manager.findOne(Backtest, {
      where: { tenantId, id, status: In([...OPEN_STATUSES]), leaseUntil: LessThanOrEqual(now) },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  async update({ manager, tenantId }: TenantTx, { id }: Backtest, change: Partial<Backtest>): Promise<void> {
    await manager.update(Backtest, { tenantId, id }, change);
  }

  /**
   * Returns whether it did: not where the backtest was cancelled, nor where another worker went on from this cursor
   * before. So of two who work on it one gives up, and it never goes back.
   */
  async advance(
    { manager, tenantId }: TenantTx,
    { id, cursor }: Backtest,
    change: BacktestChange,
  ): Promise<boolean> {
    const { affected } = await manager.update(Backtest, { tenantId, id, cursor, status: 'running' }, change);
    return affected === 1;
  }
}
