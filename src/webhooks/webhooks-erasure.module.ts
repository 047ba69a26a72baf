import { Module } from '@nestjs/common';
import { ErasedAttemptsRepository } from './erased-attempts.repository';
import { WebhooksErasureService } from './webhooks-erasure.service';

@Module({ providers: [WebhooksErasureService, ErasedAttemptsRepository], exports: [WebhooksErasureService] })
export class WebhooksErasureModule {}
