import { Module } from '@nestjs/common';
import { BillingService } from './billing.service';
import { UsageHoursRepository } from './usage-hours.repository';

/** What tenants use. */
@Module({ providers: [BillingService, UsageHoursRepository], exports: [BillingService] })
export class BillingModule {}
