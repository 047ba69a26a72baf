import { Module } from '@nestjs/common';
import { SafeFetchModule } from '../safe-fetch.module';
import { WebhookSecretsModule } from '../secrets/webhook-secrets.module';
import { DeliverySender } from './delivery-sender';

/** What sends a delivery: for the worker, and for the API's test of an endpoint. */
@Module({
  imports: [SafeFetchModule, WebhookSecretsModule],
  providers: [DeliverySender],
  exports: [DeliverySender],
})
export class DeliverySenderModule {}
