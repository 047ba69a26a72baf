import { Module } from '@nestjs/common';
import { AttemptsRepository } from './deliveries/attempts.repository';
import { WebhookEndpointsModule } from './endpoints/webhook-endpoints.module';
import { WebhooksExportService } from './webhooks-export.service';

@Module({
  imports: [WebhookEndpointsModule],
  providers: [WebhooksExportService, AttemptsRepository],
  exports: [WebhooksExportService],
})
export class WebhooksExportModule {}
