import type { TenantId } from '@libs/database/tenant-id';
import type { Origin } from '@libs/http/origin';

/** A request with a key that is known, and was not let through. */
export interface Refusal {
  readonly tenantId: TenantId;
  readonly keyId: string;
  readonly code: string;
  readonly method: string;
  /** The pattern of its route, null where it came to none: never the path that was asked for. */
  readonly path: string | null;
  readonly origin: Origin;
}

/** Refusals of one key for one reason, told as the first of them. */
export interface CountedRefusal extends Refusal {
  readonly refusals: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

interface Kept {
  toldAtMs: number;
  untold: CountedRefusal | undefined;
}

/**
 * Refusals that were not told yet. Those of one key for one reason become one, which is due at once, and then as long
 * after the one before as `restMs` says. A tenant has at most `maxOfTenant` of them and all together `max`: what comes
 * beyond is counted in `dropped` alone.
 */
export class CoalescedRefusals {
  private readonly keptByName = new Map<string, Kept>();
  private readonly countByTenant = new Map<string, number>();
  private droppedCount = 0;

  constructor(
    private readonly limits: { readonly restMs: number; readonly max: number; readonly maxOfTenant: number },
  ) {}

  note(refusal: Refusal, nowMs: number): void {
    const kept = this.keep(refusal);
    if (kept === undefined) {
      this.droppedCount += 1;
      return;
    }
    const one = { ...refusal, refusals: 1, firstAtMs: nowMs, lastAtMs: nowMs };
    kept.untold = kept.untold === undefined ? one : together(kept.untold, one);
  }

  /** What is due, or all of it; from now on it is told. Those with nothing to tell are forgotten after their rest. */
  take(nowMs: number, which: 'due' | 'all'): CountedRefusal[] {
    const taken: CountedRefusal[] = [];
    for (const [name, kept] of this.keptByName) {
      // After a clock that was set back it would rest for longer.
      const isResting = Math.abs(nowMs - kept.toldAtMs) < this.limits.restMs;
      if (isResting && which === 'due') continue;
      if (kept.untold === undefined) this.forget(name);
      else {
        taken.push(kept.untold);
        kept.untold = undefined;
        kept.toldAtMs = nowMs;
      }
    }
    return taken;
  }

  /** What was taken and could not be told: due again at once, with what came meanwhile. */
  putBack(refusals: readonly CountedRefusal[]): void {
    for (const refusal of refusals) {
      const kept = this.keep(refusal);
      if (kept === undefined) this.droppedCount += refusal.refusals;
      else {
        kept.toldAtMs = -Infinity;
        kept.untold = kept.untold === undefined ? refusal : together(refusal, kept.untold);
      }
    }
  }

  /** How many there was no room for since it was asked last. */
  takeDropped(): number {
    const dropped = this.droppedCount;
    this.droppedCount = 0;
    return dropped;
  }

  private keep(refusal: Refusal): Kept | undefined {
    const name = nameOf(refusal);
    const known = this.keptByName.get(name);
    if (known !== undefined) return known;
    const ofTenant = this.countByTenant.get(refusal.tenantId) ?? 0;
    if (ofTenant >= this.limits.maxOfTenant || this.keptByName.size >= this.limits.max) return undefined;
    const kept: Kept = { toldAtMs: -Infinity, untold: undefined };
    this.keptByName.set(name, kept);
    this.countByTenant.set(refusal.tenantId, ofTenant + 1);
    return kept;
  }

  private forget(name: string): void {
    this.keptByName.delete(name);
    const [tenantId = ''] = name.split(' ');
    const left = (this.countByTenant.get(tenantId) ?? 0) - 1;
    if (left > 0) this.countByTenant.set(tenantId, left);
    else this.countByTenant.delete(tenantId);
  }
}

function nameOf({ tenantId, keyId, code }: Refusal): string {
  return `${tenantId} ${keyId} ${code}`;
}

/** Told as the earlier one. */
function together(earlier: CountedRefusal, later: CountedRefusal): CountedRefusal {
  return { ...earlier, refusals: earlier.refusals + later.refusals, lastAtMs: later.lastAtMs };
}
