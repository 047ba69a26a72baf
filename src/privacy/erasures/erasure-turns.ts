import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { LeasedTurns } from '@libs/leased-rows/leased-turns';
import { BillingErasureService } from '../../billing/billing-erasure.service';
import { DueErasures } from './due-erasures';
import { ErasureCompletion } from './erasure-completion';
import { ErasureSlices } from './erasure-slices';
import type { Erasure } from './erasure.entity';
import { ErasuresRepository } from './erasures.repository';
import { SandboxErasures } from './sandbox-erasures';

/** A slice takes a fraction of a second: who is silent for so long is gone. */
const LEASE_MS = 30_000;
const SANDBOX_WAIT_MS = 1_000;
/** Until a tenant that still pays, or may, is looked at again. */
const SUBSCRIBED_WAIT_MS = 3_600_000;
const MAX_TRIES = 6;

/** Works on erasures, a slice at a time. */
@Injectable()
export class ErasureTurns extends LeasedTurns {
  constructor(
    private readonly database: TenantDatabase,
    private readonly erasures: ErasuresRepository,
    private readonly slices: ErasureSlices,
    private readonly sandboxes: SandboxErasures,
    private readonly completion: ErasureCompletion,
    private readonly billing: BillingErasureService,
    due: DueErasures,
    clock: Clock,
  ) {
    super(due, clock, LEASE_MS);
  }

  override async take(tenantId: TenantId, id: string): Promise<void> {
    let erasure = await this.database.run(tenantId, (tx) => this.lease(tx, id));
    if (erasure === undefined) return;
    await this.sandboxes.begin(erasure);
    const turn = this.beginTurn();
    while (erasure?.status === 'running') {
      const isOver = turn.isOver();
      erasure = await this.goOn(tenantId, erasure, isOver ? 0 : LEASE_MS);
      if (isOver) return;
    }
  }

  /** Undefined where somebody else has it, or where it has to wait. */
  private goOn(tenantId: TenantId, erasure: Erasure, leaseMs: number): Promise<Erasure | undefined> {
    if (this.slices.isAtEnd(erasure)) return this.end(tenantId, erasure, leaseMs);
    return this.inTransaction(tenantId, (tx) => this.slices.take(tx, erasure, leaseMs));
  }

  private async end(tenantId: TenantId, erasure: Erasure, leaseMs: number): Promise<Erasure | undefined> {
    const sandbox = await this.sandboxes.outcomeOf(erasure);
    if (sandbox === 'unfinished') {
      await this.inTransaction(tenantId, (tx) => this.wait(tx, erasure, SANDBOX_WAIT_MS));
      return undefined;
    }
    const key = await this.completion.key();
    return this.inTransaction(tenantId, (tx) => this.slices.end(tx, erasure, { key, sandbox }, leaseMs));
  }

  private async lease(tx: TenantTx, id: string): Promise<Erasure | undefined> {
    const now = this.clock.now();
    const found = await this.erasures.findDueLocked(tx, id, now);
    if (found === null) return undefined;
    const isHeldUp = found.status === 'waiting' && found.scope === 'tenant';
    if (isHeldUp && (await this.billing.mayBeSubscribed(tx, now))) {
      await this.wait(tx, found, SUBSCRIBED_WAIT_MS);
      return undefined;
    }
    const leaseUntil = this.leaseFrom(now);
    const change = { status: 'running', startedAt: found.startedAt ?? now, leaseUntil } as const;
    await this.erasures.update(tx, found, change);
    return { ...found, ...change };
  }

  private async wait(tx: TenantTx, erasure: Erasure, waitMs: number): Promise<void> {
    await this.erasures.update(tx, erasure, { leaseUntil: new Date(this.clock.now().getTime() + waitMs) });
  }

  private inTransaction<T>(tenantId: TenantId, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return retryOnConflict(MAX_TRIES, [], () => this.database.run(tenantId, work));
  }
}
