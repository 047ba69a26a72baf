import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { DeliveriesRepository } from './deliveries/deliveries.repository';
import { DeliveriesService } from './deliveries/deliveries.service';
import { EndpointStatusRepository } from './endpoints/endpoint-status.repository';

/** Endpoints, what became of each delivery, and what is sent again: as the tenant manages them. */
@Module({
  imports: [AuditModule, IdempotencyModule],
  controllers: [DeliveriesController],
  providers: [DeliveriesService, DeliveriesRepository, EndpointStatusRepository],
})
export class WebhooksModule {}
