import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { Sealer } from './sealing/sealer';
import { SealingMetrics } from './sealing/sealing-metrics';
import { SealingRepository } from './sealing/sealing.repository';

/** Seals what was written to the trail. */
@Module({
  imports: [RecurringModule],
  providers: [
    recurringTask(Sealer, { name: 'sealing', everyMs: 1_000, run: (sealer) => sealer.sealAll() }),
    ...[Sealer, SealingRepository, SealingMetrics],
  ],
})
export class AuditWorkerModule {}
