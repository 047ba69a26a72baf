import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { WebhookEndpointsModule } from './endpoints/webhook-endpoints.module';
import { SecretCareService } from './secret-care.service';
import { DueSecrets } from './secrets/due-secrets';

/** For processes that may work across tenants. */
@Module({
  imports: [AuditModule, EventsModule, WebhookEndpointsModule],
  providers: [SecretCareService, DueSecrets],
  exports: [SecretCareService],
})
export class SecretCareModule {}
