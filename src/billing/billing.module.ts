import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantsModule } from '../tenants/tenants.module';
import { AccountsModule } from './accounts.module';
import { BillingController } from './billing.controller';
import { BillingService } from './billing.service';
import { PlansController } from './plans/plans.controller';
import { StripeEventsService } from './stripe/stripe-events.service';
import { StripeWebhookController } from './stripe/stripe-webhook.controller';
import { SubscriptionsService } from './subscriptions/subscriptions.service';
import { UsageController } from './usage/usage.controller';

/** What tenants use, what they may, and what they pay. */
@Module({
  imports: [AccountsModule, AuditModule, TenantsModule],
  controllers: [PlansController, UsageController, BillingController, StripeWebhookController],
  providers: [BillingService, SubscriptionsService, StripeEventsService],
  exports: [BillingService],
})
export class BillingModule {}
