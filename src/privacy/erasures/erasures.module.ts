import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { BillingErasureModule } from '../../billing/billing-erasure.module';
import { IdempotencyModule } from '../../idempotency/idempotency.module';
import { TenantsErasureModule } from '../../tenants/tenants-erasure.module';
import { ErasureStatusController } from './erasure-status.controller';
import { ErasuresController } from './erasures.controller';
import { ErasuresRepository } from './erasures.repository';
import { ErasuresService } from './erasures.service';

/** What is to be erased, as the tenant asks for it. */
@Module({
  imports: [AuditModule, IdempotencyModule, BillingErasureModule, TenantsErasureModule],
  controllers: [ErasuresController, ErasureStatusController],
  providers: [ErasuresService, ErasuresRepository],
})
export class ErasuresModule {}
