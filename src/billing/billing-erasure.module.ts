import { Module } from '@nestjs/common';
import { BillingAccountsRepository } from './account/billing-accounts.repository';
import { BillingErasureService } from './billing-erasure.service';

@Module({ providers: [BillingErasureService, BillingAccountsRepository], exports: [BillingErasureService] })
export class BillingErasureModule {}
