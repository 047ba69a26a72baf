import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { BillingAccountsRepository } from '../account/billing-accounts.repository';
import { PAID_PLANS } from '../plans/plans';
import type { PaidPlan } from '../plans/plans';
import { reportableHours } from '../reporting/reportable-hours';
import { UsageReportsRepository } from '../reporting/usage-reports.repository';
import { StripeGateway } from '../stripe/stripe-gateway';
import { BillingTasksRepository } from '../tasks/billing-tasks.repository';
import type { Lease } from '../tasks/billing-tasks.repository';
import { hourOf } from '../usage/calendar-month';
import type { Period } from '../usage/calendar-month';
import { BillingReconciliation } from './billing-reconciliation.entity';
import { compare } from './compare';
import type { Comparison } from './compare';

const AGAIN_AFTER_MS = 6 * 3_600_000;
/** Where something was mended, or is still amiss. */
const SOON_AFTER_MS = 3_600_000;
/** Stripe's summaries follow its events a while behind (docs.stripe.com/api/billing/meter-event-summary). */
const BEHIND_MS = 2 * 3_600_000;
const MAX_FINDINGS = 100;
/** Longer than Stripe can be told, so that what it can't be told any more is seen. */
const COMPARED_MS = 60 * 86_400_000;
/** Stripe knows an identifier again for a day, at least; more than that lies between asking it and sending. */
const FORGOTTEN_AFTER_MS = 25 * 3_600_000;

/**
 * Holds the ledger, what was sent, and what Stripe has beside one another. What can be mended for sure is, and what
 * can't is told in the log, in a row and in a metric.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger(Reconciler.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: BillingAccountsRepository,
    private readonly reports: UsageReportsRepository,
    private readonly tasks: BillingTasksRepository,
    private readonly stripe: StripeGateway,
    private readonly clock: Clock,
  ) {}

  /** Throws what Stripe throws, and LeaseLostError. */
  async run(tenantId: TenantId, lease: Lease): Promise<void> {
    const account = await this.database.run(tenantId, (tx) => this.accounts.find(tx));
    let isAllWell = true;
    if (account?.customerId != null && account.billedFrom !== null) {
      for (const plan of PAID_PLANS) {
        const comparison = await this.reconcile(tenantId, account.customerId, {
          ...{ plan, hours: this.settled(account.billedFrom), lease },
        });
        isAllWell &&= comparison.findings.length === 0;
      }
    }
    const againAfterMs = isAllWell ? AGAIN_AFTER_MS : SOON_AFTER_MS;
    const dueAt = new Date(this.clock.now().getTime() + againAfterMs);
    await this.database.run(tenantId, (tx) => this.tasks.finish(tx, lease, dueAt));
  }

  private async reconcile(
    tenantId: TenantId,
    customerId: string,
    { plan, hours, lease }: { plan: PaidPlan; hours: Period; lease: Lease },
  ): Promise<Comparison> {
    const askedAtMs = this.clock.now().getTime();
    const stripe =
      hours.to > hours.from
        ? await this.stripe.usageByHour(customerId, plan, hours)
        : new Map<number, number>();
    const comparison = await this.database.run(tenantId, async (tx) => {
      await this.tasks.renew(tx, lease);
      const ledger = await this.reports.ledgerOf(tx, plan, hours);
      const slices = await this.reports.slicesOf(tx, plan, hours);
      const oldest = reportableHours(hours.from, this.clock.now()).from;
      const forgottenBefore = new Date(askedAtMs - FORGOTTEN_AFTER_MS);
      const compared = compare({ ledger, slices, stripe }, { oldest, forgottenBefore });
      await this.mend(tx, compared);
      await this.write(tx, plan, compared);
      return compared;
    });
    for (const finding of comparison.findings) this.tell(tenantId, plan, finding);
    return comparison;
  }

  /** Those that Stripe may have counted by now. */
  private settled(billedFrom: Date): Period {
    const nowMs = this.clock.now().getTime();
    const oldest = hourOf(new Date(nowMs - COMPARED_MS));
    return { from: billedFrom > oldest ? billedFrom : oldest, to: hourOf(new Date(nowMs - BEHIND_MS)) };
  }

  private async mend(tx: TenantTx, { resend, found, findings }: Comparison): Promise<void> {
    await this.reports.markSent(tx, found, this.clock.now());
    await this.reports.markUnsent(tx, resend);
    const isToSend = findings.some(({ finding }) => finding === 'resent' || finding === 'not_reported');
    if (isToSend) await this.tasks.touch(tx, 'report');
  }

  private async write({ manager, tenantId }: TenantTx, plan: PaidPlan, compared: Comparison): Promise<void> {
    const { hours, ledger, sent, stripe, difference, findings } = compared;
    await manager.upsert(
      BillingReconciliation,
      {
        ...{ tenantId, plan, checkedAt: this.clock.now(), hours, ledger, sent, stripe, difference },
        findings: findings.slice(0, MAX_FINDINGS),
      },
      ['tenantId', 'plan'],
    );
  }

  private tell(tenantId: TenantId, plan: PaidPlan, finding: Comparison['findings'][number]): void {
    const entry = { message: 'ledger and Stripe differ', tenantId, plan, ...finding };
    if (finding.finding.startsWith('too_')) this.logger.error(entry);
    else this.logger.warn(entry);
  }
}
