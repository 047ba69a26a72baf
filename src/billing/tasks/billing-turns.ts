import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { AccountSync } from '../account/account-sync';
import { Reconciler } from '../reconciliation/reconciler';
import { UsageReporter } from '../reporting/usage-reporter';
import { StripeAwayError, StripeFaultError, StripeGateway } from '../stripe/stripe-gateway';
import type { BillingTaskName } from './billing-task.entity';
import { BillingTasksRepository, LeaseLostError } from './billing-tasks.repository';
import type { Lease } from './billing-tasks.repository';
import { DueBillingTasks } from './due-billing-tasks';

const MAX_TENANTS = 200;
const AT_ONCE = 8;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS: Readonly<Record<BillingTaskName, number>> = {
  ...{ sync: 3_600_000, reconcile: 3_600_000 },
  // An invoice is made final an hour after its month.
  report: 300_000,
};
/** Stripe understood and said no: somebody has to look. */
const FAULT_PAUSE_MS = 900_000;

/** Does what is due for accounts, a few tenants at a time, each by one process. */
@Injectable()
export class BillingTurns implements OnModuleDestroy {
  private readonly logger = new Logger(BillingTurns.name);
  private isStopping = false;

  constructor(
    private readonly database: TenantDatabase,
    private readonly due: DueBillingTasks,
    private readonly tasks: BillingTasksRepository,
    private readonly stripe: StripeGateway,
    private readonly sync: AccountSync,
    private readonly reporter: UsageReporter,
    private readonly reconciler: Reconciler,
    private readonly clock: Clock,
  ) {}

  /** The tenants that are at it are the last ones. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** One round; what becomes due meanwhile has its turn in the next. */
  async takeAllDue(name: BillingTaskName): Promise<void> {
    if (!this.stripe.isOn) return;
    const tenantIds = await this.due.tenants(name, MAX_TENANTS);
    const next = async (): Promise<void> => {
      for (let tenantId = tenantIds.shift(); tenantId !== undefined; tenantId = tenantIds.shift()) {
        if (this.isStopping) return;
        await this.take(tenantId, name);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  /** Nothing happens where it isn't due, or somebody else does it. */
  async take(tenantId: TenantId, name: BillingTaskName): Promise<void> {
    const lease = await this.database.run(tenantId, (tx) => this.tasks.take(tx, name));
    if (lease === undefined) return;
    try {
      await this.work(tenantId, lease);
    } catch (error) {
      await this.failed(tenantId, lease, error);
    }
  }

  private work(tenantId: TenantId, lease: Lease): Promise<void> {
    const worker = { sync: this.sync, report: this.reporter, reconcile: this.reconciler }[lease.name];
    return worker.run(tenantId, lease);
  }

  private async failed(tenantId: TenantId, lease: Lease, error: unknown): Promise<void> {
    if (error instanceof LeaseLostError) return;
    const reason = error instanceof Error ? error.message : String(error);
    const entry = {
      message: `billing: ${lease.name} failed`,
      tenantId,
      failures: lease.failures + 1,
      reason,
    };
    if (error instanceof StripeAwayError) this.logger.warn(entry);
    else this.logger.error(entry, error instanceof Error ? error.stack : undefined);
    const dueAt = new Date(this.clock.now().getTime() + pauseMs(lease, error));
    try {
      await this.database.run(tenantId, (tx) => this.tasks.fail(tx, lease, dueAt, reason));
    } catch (other) {
      if (!(other instanceof LeaseLostError)) throw other;
    }
  }
}

/** Twice as long each time, with jitter; never shorter than Stripe asks. */
function pauseMs({ name, failures }: Lease, error: unknown): number {
  if (error instanceof StripeFaultError) return FAULT_PAUSE_MS;
  const longest = Math.min(LONGEST_PAUSE_MS[name], FIRST_PAUSE_MS * 2 ** failures);
  const asked = error instanceof StripeAwayError ? error.retryAfterMs : 0;
  return asked + longest * (0.5 + Math.random() / 2);
}
