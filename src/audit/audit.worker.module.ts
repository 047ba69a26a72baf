import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { Sealer } from './sealing/sealer';
import { SEALING_QUEUE, SealingProcessor } from './sealing/sealing.processor';
import { SealingMetrics } from './sealing/sealing-metrics';
import { SealingRepository } from './sealing/sealing.repository';

/** Seals what was written to the trail. */
@Module({
  imports: [BullModule.registerQueue({ name: SEALING_QUEUE })],
  providers: [SealingProcessor, Sealer, SealingRepository, SealingMetrics],
})
export class AuditWorkerModule {}
