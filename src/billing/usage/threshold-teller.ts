import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { IsNull } from 'typeorm';
import { EventsService } from '../../events/events.service';
import { TenantsService } from '../../tenants/tenants.service';
import { BillingOverview } from '../account/billing-overview';
import { UsageThreshold } from './usage-threshold.entity';

const MAX_TENANTS = 200;

/** Tells of each threshold that a decision has reached, once: the event and the mark that it was told are one commit. */
@Injectable()
export class ThresholdTeller implements OnModuleDestroy {
  private readonly logger = new Logger(ThresholdTeller.name);
  private isStopping = false;

  constructor(
    private readonly system: SystemDatabase,
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly overview: BillingOverview,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** The tenant that is at it is the last one. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async tellAll(): Promise<void> {
    const rows = await this.system.run((manager) =>
      manager.query<{ tenant_id: string }[]>(
        `select tenant_id from usage_thresholds where told_at is null
          group by tenant_id order by min(reached_at) limit $1`,
        [MAX_TENANTS],
      ),
    );
    for (const { tenant_id: tenantId } of rows) {
      if (this.isStopping) return;
      await this.tellOrLog(toTenantId(tenantId));
    }
  }

  /** What fails for one is tried again, and keeps nobody else waiting. */
  private async tellOrLog(tenantId: TenantId): Promise<void> {
    try {
      await this.tell(tenantId);
    } catch (error) {
      this.logger.error({ message: 'thresholds were not told', tenantId, reason: String(error) });
    }
  }

  private async tell(tenantId: TenantId): Promise<void> {
    const { plan } = await this.tenants.show(tenantId);
    await this.database.run(tenantId, async (tx) => {
      const reached = await this.takeUntold(tx);
      if (reached.length === 0) return;
      const billing = await this.overview.of(tx, plan);
      await this.events.publish(
        tx,
        reached.map(({ percent, reachedAt }) => ({
          type: 'usage.threshold_reached' as const,
          resourceId: tenantId,
          data: { ...billing, threshold: { percent, reachedAt: reachedAt.toISOString() } },
        })),
      );
    });
  }

  /** Lowest first. Whoever else tells them waits, and finds them told. */
  private async takeUntold({ manager, tenantId }: TenantTx): Promise<UsageThreshold[]> {
    const untold = await manager.find(UsageThreshold, {
      where: { tenantId, toldAt: IsNull() },
      order: { month: 'asc', percent: 'asc' },
      lock: { mode: 'pessimistic_write' },
    });
    const toldAt = this.clock.now();
    for (const { month, plan, percent } of untold) {
      await manager.update(UsageThreshold, { tenantId, month, plan, percent }, { toldAt });
    }
    return untold;
  }
}
