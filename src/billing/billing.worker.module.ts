import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { TenantsModule } from '../tenants/tenants.module';
import { AccountsModule } from './accounts.module';
import { BILLING_QUEUE, BillingProcessor } from './billing.processor';
import { BillingMetrics } from './reconciliation/billing-metrics';
import { Reconciler } from './reconciliation/reconciler';
import { UsageReporter } from './reporting/usage-reporter';
import { UsageReportsRepository } from './reporting/usage-reports.repository';
import { BillingTurns } from './tasks/billing-turns';
import { DueBillingTasks } from './tasks/due-billing-tasks';
import { ThresholdTeller } from './usage/threshold-teller';

/** Follows Stripe, tells it what was used, and holds both beside one another. */
@Module({
  imports: [BullModule.registerQueue({ name: BILLING_QUEUE }), AccountsModule, EventsModule, TenantsModule],
  providers: [
    ...[BillingProcessor, BillingTurns, DueBillingTasks, BillingMetrics],
    ...[UsageReporter, UsageReportsRepository, Reconciler, ThresholdTeller],
  ],
})
export class BillingWorkerModule {}
