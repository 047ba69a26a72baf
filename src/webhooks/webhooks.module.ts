import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { DeliveriesRepository } from './deliveries/deliveries.repository';
import { DeliveriesService } from './deliveries/deliveries.service';
import { EndpointStatusRepository } from './endpoints/endpoint-status.repository';
import { EndpointUrls } from './endpoints/endpoint-urls';
import { WebhookEndpointsController } from './endpoints/webhook-endpoints.controller';
import { WebhookEndpointsModule } from './endpoints/webhook-endpoints.module';
import { WebhookEndpointsService } from './endpoints/webhook-endpoints.service';
import { SafeFetchModule } from './safe-fetch.module';

/** Endpoints, what became of each delivery, and what is sent again: as the tenant manages them. */
@Module({
  imports: [AuditModule, EventsModule, IdempotencyModule, WebhookEndpointsModule, SafeFetchModule],
  controllers: [WebhookEndpointsController, DeliveriesController],
  providers: [
    ...[WebhookEndpointsService, EndpointUrls],
    ...[DeliveriesService, DeliveriesRepository, EndpointStatusRepository],
  ],
})
export class WebhooksModule {}
