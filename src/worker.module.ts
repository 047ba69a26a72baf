import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { QueueModule } from '@libs/queue/queue.module';
import { AuditWorkerModule } from './audit/audit.worker.module';
import { BillingWorkerModule } from './billing/billing.worker.module';
import { EvaluationWorkerModule } from './evaluation/evaluation.worker.module';
import { OperationsWorkerModule } from './operations/operations.worker.module';
import { PrivacyWorkerModule } from './privacy/privacy.worker.module';
import type { Runtime } from './runtime';
import { WebhooksWorkerModule } from './webhooks/webhooks.worker.module';

/** The process that does what may come after the answer. */
@Module({
  imports: [
    ...[EvaluationWorkerModule, WebhooksWorkerModule, BillingWorkerModule],
    ...[AuditWorkerModule, PrivacyWorkerModule, OperationsWorkerModule],
  ],
})
export class WorkerModule {
  static with({ foundation, settings, urls }: Runtime): DynamicModule {
    const { redisUrl } = settings;
    return {
      module: WorkerModule,
      imports: [
        ...foundation,
        QueueModule.with({
          ...(redisUrl !== undefined && { redisUrl }),
          ...(urls.queue !== undefined && { databaseUrl: urls.queue }),
        }),
      ],
    };
  }
}
