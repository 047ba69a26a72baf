import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BacklogMetrics } from './metrics/backlog-metrics';
import { BacklogRepository } from './metrics/backlog.repository';
import { DueRecoveries } from './recoveries/due-recoveries';
import { FailedDeliveriesRepository } from './recoveries/failed-deliveries.repository';
import { RECOVERIES_QUEUE, RecoveriesProcessor } from './recoveries/recoveries.processor';
import { RecoveriesRepository } from './recoveries/recoveries.repository';
import { RecoveryTurns } from './recoveries/recovery-turns';

/** Expands events into deliveries, claims what is due, sends it, and writes down what came back. */
@Module({
  imports: [BullModule.registerQueue({ name: RECOVERIES_QUEUE })],
  providers: [
    RecoveriesProcessor,
    RecoveryTurns,
    DueRecoveries,
    RecoveriesRepository,
    FailedDeliveriesRepository,
    BacklogMetrics,
    BacklogRepository,
  ],
})
export class WebhooksWorkerModule {}
