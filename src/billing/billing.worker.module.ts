import { Module } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { EventsModule } from '../events/events.module';
import { TenantsModule } from '../tenants/tenants.module';
import { AccountsModule } from './accounts.module';
import { BillingMetrics } from './reconciliation/billing-metrics';
import { Reconciler } from './reconciliation/reconciler';
import { UsageReporter } from './reporting/usage-reporter';
import { UsageReportsRepository } from './reporting/usage-reports.repository';
import type { BillingTaskName } from './tasks/billing-task.entity';
import { BillingTurns } from './tasks/billing-turns';
import { DueBillingTasks } from './tasks/due-billing-tasks';
import { ThresholdTeller } from './usage/threshold-teller';

/** Follows Stripe, tells it what was used, and holds both beside one another. */
@Module({
  imports: [RecurringModule, AccountsModule, EventsModule, TenantsModule],
  providers: [
    task('sync', 2_000),
    task('report', 20_000),
    task('reconcile', 60_000),
    recurringTask(ThresholdTeller, {
      ...{ name: 'billing: thresholds', everyMs: 2_000 },
      run: (teller) => teller.tellAll(),
    }),
    ...[BillingTurns, DueBillingTasks, BillingMetrics],
    ...[UsageReporter, UsageReportsRepository, Reconciler, ThresholdTeller],
  ],
})
export class BillingWorkerModule {}

/** None of them waits for another. */
function task(name: BillingTaskName, everyMs: number): Provider {
  return recurringTask(BillingTurns, {
    ...{ name: `billing: ${name}`, everyMs },
    run: (turns) => turns.takeAllDue(name),
  });
}
