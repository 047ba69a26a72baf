import { Module } from '@nestjs/common';
import { EndpointSecrets } from './endpoint-secrets';
import { WebhookKeys } from './webhook-keys';
import { WebhookSecretsRepository } from './webhook-secrets.repository';

/** What endpoints' deliveries are signed with: for the API and for the worker. */
@Module({
  providers: [EndpointSecrets, WebhookKeys, WebhookSecretsRepository],
  exports: [EndpointSecrets, WebhookSecretsRepository],
})
export class WebhookSecretsModule {}
