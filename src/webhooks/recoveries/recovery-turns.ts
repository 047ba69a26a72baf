import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { LeasedTurns } from '@libs/leased-rows/leased-turns';
import { DueRecoveries } from './due-recoveries';
import { FailedDeliveriesRepository } from './failed-deliveries.repository';
import { RecoveriesRepository } from './recoveries.repository';
import type { Recovery } from './recovery.entity';

const PAGE = 1_000;
/** A page takes a fraction of a second: who is silent for so long is gone. */
const LEASE_MS = 30_000;

/**
 * Collects what failed, page by page. Deliveries, cursor and count of a page are committed together: whatever ends a
 * turn, the next one goes on from there, and nothing is counted twice.
 */
@Injectable()
export class RecoveryTurns extends LeasedTurns {
  constructor(
    private readonly database: TenantDatabase,
    private readonly recoveries: RecoveriesRepository,
    private readonly failed: FailedDeliveriesRepository,
    due: DueRecoveries,
    clock: Clock,
  ) {
    super(due, clock, LEASE_MS);
  }

  override async take(tenantId: TenantId, id: string): Promise<void> {
    const recovery = await this.database.run(tenantId, (tx) => this.takeUp(tx, id));
    if (recovery !== undefined) await this.collect(tenantId, recovery);
  }

  /** Throws where another worker goes on with it. */
  async collect(tenantId: TenantId, takenUp: Recovery): Promise<void> {
    const turn = this.beginTurn();
    let recovery: Recovery | undefined = takenUp;
    while (recovery !== undefined) {
      const isOver = turn.isOver();
      const taken: Recovery = recovery;
      recovery = await this.database.run(tenantId, (tx) => this.collectPage(tx, taken, isOver));
    }
  }

  /** Undefined where somebody else has it. */
  private async takeUp(tx: TenantTx, id: string): Promise<Recovery | undefined> {
    const now = this.clock.now();
    const found = await this.recoveries.findDueLocked(tx, id, now);
    if (found === null) return undefined;
    await this.recoveries.lease(tx, found, this.leaseFrom(now));
    return found;
  }

  /** Returns the recovery as it goes on; undefined where this turn is over. */
  private async collectPage(
    tx: TenantTx,
    recovery: Recovery,
    isOver: boolean,
  ): Promise<Recovery | undefined> {
    const now = this.clock.now();
    // Deliveries before the recovery, as whoever settles them locks them.
    const page = await this.failed.sendAgain(tx, recovery, { now, limit: PAGE });
    const cursorEventId = page.lastEventId ?? recovery.cursorEventId;
    const isLast = page.looked < PAGE;
    const leaseUntil = isOver ? now : this.leaseFrom(now);
    const step = { cursorEventId, found: page.found, leaseUntil, isLast, now };
    if (!(await this.recoveries.advance(tx, recovery, step))) throw new TakenOver();
    return isLast || isOver ? undefined : { ...recovery, cursorEventId };
  }
}

/** Another worker went on with the recovery: nothing of this page is to stay. */
class TakenOver extends Error {
  constructor() {
    super('another worker has this recovery');
  }
}
