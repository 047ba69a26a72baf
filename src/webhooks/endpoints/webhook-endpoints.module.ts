import { Module } from '@nestjs/common';
import { WebhookSecretsModule } from '../secrets/webhook-secrets.module';
import { EndpointHealthRepository } from './endpoint-health.repository';
import { EndpointViews } from './endpoint-views';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';

/** What the API and the worker both know of endpoints. */
@Module({
  imports: [WebhookSecretsModule],
  providers: [EndpointViews, WebhookEndpointsRepository, EndpointHealthRepository],
  exports: [EndpointViews, WebhookEndpointsRepository, EndpointHealthRepository, WebhookSecretsModule],
})
export class WebhookEndpointsModule {}
