import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { TenantsModule } from '../tenants/tenants.module';
import { AccountSync } from './account/account-sync';
import { BillingAccountsRepository } from './account/billing-accounts.repository';
import { BillingOverview } from './account/billing-overview';
import { StripeEventsRepository } from './stripe/stripe-events.repository';
import { StripeModule } from './stripe.module';
import { BillingTasksRepository } from './tasks/billing-tasks.repository';
import { UsageRepository } from './usage/usage.repository';

const shared = [
  ...[BillingAccountsRepository, BillingOverview, AccountSync],
  ...[StripeEventsRepository, BillingTasksRepository, UsageRepository],
];

/** Who pays for what, for both kinds of process: neither a controller nor a task. */
@Module({
  imports: [AuditModule, EventsModule, TenantsModule, StripeModule],
  providers: shared,
  exports: [...shared, StripeModule],
})
export class AccountsModule {}
