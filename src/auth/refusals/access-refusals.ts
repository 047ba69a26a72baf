import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import { CoalescedRefusals } from './coalesced-refusals';
import type { CountedRefusal, Refusal } from './coalesced-refusals';

const WRITE_EVERY_MS = 2_000;
const LIMITS = { restMs: 60_000, max: 10_000, maxOfTenant: 100 } as const;
const TENANTS_A_TRANSACTION = 100;

/**
 * Has the trail tell of requests that were refused though their key is known. Whoever is refused asks as often as they
 * like, so they are counted in the process and written off the request: one entry a minute for each key and reason, and
 * what is left at the end. A process that is killed takes with it what it has not written.
 */
@Injectable()
export class AccessRefusals implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AccessRefusals.name);
  private readonly noted = new CoalescedRefusals(LIMITS);
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      void this.write('due');
    }, WRITE_EVERY_MS).unref();
  }

  /** The last request is answered by then, and the database still there. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write('all');
  }

  note(refusal: Refusal): void {
    this.noted.note(refusal, this.clock.now().getTime());
  }

  /** What can't be written is kept for the next time. */
  write(which: 'due' | 'all'): Promise<void> {
    this.writing ??= this.writeTaken(this.noted.take(this.clock.now().getTime(), which)).finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async writeTaken(taken: readonly CountedRefusal[]): Promise<void> {
    this.tellDropped();
    const ofEach = byTenant(taken);
    const tenantIds = [...ofEach.keys()];
    try {
      while (tenantIds.length > 0) {
        await this.writeOf(tenantIds.slice(0, TENANTS_A_TRANSACTION), ofEach);
        tenantIds.splice(0, TENANTS_A_TRANSACTION);
      }
    } catch (error) {
      this.logger.warn({ message: 'refusals of access are not in the trail yet', reason: String(error) });
      this.noted.putBack(tenantIds.flatMap((tenantId) => ofEach.get(tenantId) ?? []));
    }
  }

  private async writeOf(
    tenantIds: readonly TenantId[],
    ofEach: ReadonlyMap<TenantId, readonly CountedRefusal[]>,
  ): Promise<void> {
    await this.database.runEach(tenantIds, (tx) =>
      this.audit.append(tx, (ofEach.get(tx.tenantId) ?? []).map(toDraft)),
    );
  }

  private tellDropped(): void {
    const dropped = this.noted.takeDropped();
    if (dropped > 0) this.logger.warn({ message: 'refusals of access had no room in the trail', dropped });
  }
}

function byTenant(refusals: readonly CountedRefusal[]): Map<TenantId, CountedRefusal[]> {
  const groups = new Map<TenantId, CountedRefusal[]>();
  for (const refusal of refusals) {
    const { tenantId } = refusal;
    groups.set(tenantId, [...(groups.get(tenantId) ?? []), refusal]);
  }
  return groups;
}

function toDraft({ keyId, origin, ...refused }: CountedRefusal): AuditDraft {
  const { code, method, path, refusals, firstAtMs, lastAtMs } = refused;
  const [firstAt, lastAt] = [firstAtMs, lastAtMs].map((atMs) => new Date(atMs).toISOString());
  return {
    ...origin,
    action: 'access.refused',
    actor: { type: 'key', id: keyId },
    resource: { type: 'key', id: keyId },
    after: { code, method, path, refusals, firstAt, lastAt },
  };
}
