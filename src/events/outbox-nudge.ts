import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';

/** Most commits are over by then. */
const COMMIT_TAKES_MS = 5;
/** And nearly all by then; the events of the others are found without a nudge, within a second. */
const LONG_COMMIT_TAKES_MS = 200;
const SHORTEST_GAP_MS = 50;

/**
 * Tells the workers that the outbox holds something, behind the commit and never in its transaction, and seldom: it
 * costs those who commit nothing. It is a hint, and may be lost.
 */
@Injectable()
export class OutboxNudge implements OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private lateTimer: NodeJS.Timeout | undefined;
  private lastMs = -Infinity;

  constructor(private readonly database: TenantDatabase) {}

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    clearTimeout(this.lateTimer);
  }

  give(): void {
    this.lateTimer ??= setTimeout(() => {
      this.lateTimer = undefined;
      this.tell().catch(() => undefined);
    }, LONG_COMMIT_TAKES_MS).unref();
    if (this.timer !== undefined) return;
    const waitMs = Math.max(COMMIT_TAKES_MS, this.lastMs + SHORTEST_GAP_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.lastMs = performance.now();
      this.tell().catch(() => undefined);
    }, waitMs).unref();
  }

  private async tell(): Promise<void> {
    await this.database.lookUp({
      sql: `select pg_notify('trustflow_changed', $1)`,
      parameters: [`${OUTBOX}:`],
    });
  }
}

const OUTBOX = 'event_outbox';
