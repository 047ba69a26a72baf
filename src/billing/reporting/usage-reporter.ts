import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { BillingAccountsRepository } from '../account/billing-accounts.repository';
import { StripeFaultError, StripeGateway } from '../stripe/stripe-gateway';
import { BillingTasksRepository } from '../tasks/billing-tasks.repository';
import type { Lease } from '../tasks/billing-tasks.repository';
import { eventTime, nextReportAt, reportableHours } from './reportable-hours';
import { UsageReportsRepository } from './usage-reports.repository';
import type { Slice } from './usage-reports.repository';

/** In one turn; the rest at once behind it. */
const MAX_SENT = 200;
/** Stripe knows an identifier again for at least a day: less a while, it can be sent again as often as one likes. */
const KNOWN_FOR_MS = 23 * 3_600_000;

/**
 * Tells Stripe what was used. Each part is written before it is sent and has an identifier of its own, so that whatever
 * ends this process, and however often a part is sent, it is counted once. A customer's parts go one after another, as
 * Stripe asks.
 */
@Injectable()
export class UsageReporter {
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
    const { customerId, slices } = await this.database.run(tenantId, (tx) => this.prepare(tx));
    if (customerId !== null) await this.sendAll(tenantId, { customerId, slices, lease });
    const now = this.clock.now();
    const dueAt = slices.length < MAX_SENT ? nextReportAt(now) : now;
    await this.database.run(tenantId, (tx) => this.tasks.finish(tx, lease, dueAt));
  }

  private async prepare(tx: TenantTx): Promise<{ customerId: string | null; slices: Slice[] }> {
    // Held, so that two of them don't write the same part.
    const account = await this.accounts.findLocked(tx);
    if (account?.customerId == null || account.billedFrom === null) return { customerId: null, slices: [] };
    const now = this.clock.now();
    const hours = reportableHours(account.billedFrom, now);
    await this.reports.slice(tx, hours);
    const triedSince = new Date(now.getTime() - KNOWN_FOR_MS);
    const slices = await this.reports.unsent(tx, { oldest: hours.from, triedSince, limit: MAX_SENT });
    return { customerId: account.customerId, slices };
  }

  /** One that Stripe refuses holds up no other. Throws then what it was refused with first. */
  private async sendAll(
    tenantId: TenantId,
    { customerId, slices, lease }: { customerId: string; slices: readonly Slice[]; lease: Lease },
  ): Promise<void> {
    const faults: StripeFaultError[] = [];
    for (const slice of slices) {
      try {
        await this.send(tenantId, customerId, slice, lease);
      } catch (error) {
        if (!(error instanceof StripeFaultError)) throw error;
        faults.push(error);
      }
    }
    if (faults[0] !== undefined) throw faults[0];
  }

  private async send(tenantId: TenantId, customerId: string, slice: Slice, lease: Lease): Promise<void> {
    await this.database.run(tenantId, async (tx) => {
      await this.tasks.renew(tx, lease);
      await this.reports.markTried(tx, slice, this.clock.now());
    });
    const { hour, plan, quantity } = slice;
    const identifier = identifierOf(tenantId, slice);
    await this.stripe.reportUsage({ customerId, plan, quantity, at: eventTime(hour), identifier });
    await this.database.run(tenantId, (tx) => this.reports.markSent(tx, [slice], this.clock.now()));
  }
}

function identifierOf(tenantId: TenantId, { hour, plan, slice }: Slice): string {
  return `${tenantId}-${hour.getTime() / 1_000}-${plan}-${slice}`;
}
