import type { OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '@libs/clock/clock';
import type { TenantId } from '@libs/database/tenant-id';
import type { DueRows } from './due-rows';

/** Then another row has its turn, of whichever tenant. */
const TURN_MS = 5_000;

export interface Turn {
  /** The step that is under way is the last one. */
  isOver(): boolean;
}

/**
 * Works on the rows that are due, each for a while. Who takes one up leases it in its tenant's transaction, and saves
 * how far he is with the end of the lease: the row is the truth, and whatever ends a turn, the next one goes on from
 * what it holds.
 */
export abstract class LeasedTurns implements OnModuleDestroy {
  protected isStopping = false;

  /** Who is silent for `leaseMs` is gone: many times what a step takes. */
  protected constructor(
    private readonly due: DueRows,
    protected readonly clock: Clock,
    private readonly leaseMs: number,
  ) {}

  /** Goes on with a row for a while, or to its end. Nothing happens where somebody else has it. */
  abstract take(tenantId: TenantId, id: string): Promise<void>;

  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** Those of all tenants in turn, until none is left. */
  async takeAllDue(): Promise<void> {
    for (let next = await this.due.first(); next !== undefined; next = await this.due.first()) {
      if (this.isStopping) return;
      await this.take(next.tenantId, next.id);
    }
  }

  protected beginTurn(): Turn {
    const endsAtMs = this.clock.now().getTime() + TURN_MS;
    return { isOver: () => this.isStopping || this.clock.now().getTime() >= endsAtMs };
  }

  protected leaseFrom(now: Date): Date {
    return new Date(now.getTime() + this.leaseMs);
  }
}
