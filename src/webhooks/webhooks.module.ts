import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { TenantsModule } from '../tenants/tenants.module';
import { DeliveriesController } from './deliveries/deliveries.controller';
import { DeliveriesRepository } from './deliveries/deliveries.repository';
import { DeliveriesService } from './deliveries/deliveries.service';
import { EndpointUrls } from './endpoints/endpoint-urls';
import { WebhookEndpointsController } from './endpoints/webhook-endpoints.controller';
import { WebhookEndpointsModule } from './endpoints/webhook-endpoints.module';
import { WebhookEndpointsService } from './endpoints/webhook-endpoints.service';
import { PingsController } from './pings/pings.controller';
import { PingsRepository } from './pings/pings.repository';
import { PingsService } from './pings/pings.service';
import { PingsUnderWay } from './pings/pings-under-way';
import { RecoveriesController } from './recoveries/recoveries.controller';
import { RecoveriesRepository } from './recoveries/recoveries.repository';
import { RecoveriesService } from './recoveries/recoveries.service';
import { SafeFetchModule } from './safe-fetch.module';
import { DeliverySenderModule } from './sending/delivery-sender.module';

/** Endpoints, what became of each delivery, and what is sent again: as the tenant manages them. */
@Module({
  imports: [
    ...[AuditModule, EventsModule, IdempotencyModule, TenantsModule],
    ...[WebhookEndpointsModule, SafeFetchModule, DeliverySenderModule],
  ],
  controllers: [WebhookEndpointsController, DeliveriesController, RecoveriesController, PingsController],
  providers: [
    ...[WebhookEndpointsService, EndpointUrls],
    ...[DeliveriesService, DeliveriesRepository],
    ...[RecoveriesService, RecoveriesRepository],
    ...[PingsService, PingsRepository, PingsUnderWay],
  ],
})
export class WebhooksModule {}
