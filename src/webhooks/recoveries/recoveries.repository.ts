import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { LessThanOrEqual } from 'typeorm';
import { Recovery } from './recovery.entity';

/** What one page of collecting comes to. */
export interface Step {
  readonly cursorEventId: string;
  readonly found: number;
  readonly leaseUntil: Date;
  /** Everything was looked at. */
  readonly isLast: boolean;
  readonly now: Date;
}

@Injectable()
export class RecoveriesRepository {
  /** Fails with 23505 where one of this endpoint is being collected. */
  async insert({ manager }: TenantTx, recovery: Recovery): Promise<void> {
    await manager.insert(Recovery, recovery);
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Recovery | null> {
    return manager.findOneBy(Recovery, { tenantId, id });
  }

  /** Null where somebody collects it, or just takes it up, and where everything is found. */
  findDueLocked({ manager, tenantId }: TenantTx, id: string, now: Date): Promise<Recovery | null> {
    return manager.findOne(Recovery, {
      where: { tenantId, id, status: 'collecting', leaseUntil: LessThanOrEqual(now) },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  /**
   * Returns whether it did: not where another worker went on from this cursor before. So of two who collect one gives
   * up, and nothing is counted twice. What is settled is counted by who settles it, in its own transaction.
   */
  async advance(
    { manager, tenantId }: TenantTx,
    { id, cursorEventId }: Recovery,
    step: Step,
  ): Promise<boolean> {
    const { isLast, found, now } = step;
    const isOver = 'delivered + failed = found + :found';
    const { affected } = await manager
      .createQueryBuilder()
      .update(Recovery)
      .set({
        cursorEventId: step.cursorEventId,
        leaseUntil: step.leaseUntil,
        found: () => 'found + :found',
        ...(isLast && {
          status: () => `case when ${isOver} then 'completed' else 'sending' end`,
          completedAt: () => `case when ${isOver} then :now::timestamptz end`,
        }),
      })
      .where({ tenantId, id, cursorEventId, status: 'collecting' })
      .setParameters({ found, now })
      .execute();
    return affected === 1;
  }

  async lease({ manager, tenantId }: TenantTx, { id }: Recovery, leaseUntil: Date): Promise<void> {
    await manager.update(Recovery, { tenantId, id }, { leaseUntil });
  }
}
