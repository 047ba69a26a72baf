import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { MaintenanceService } from './maintenance.service';

export const MAINTENANCE_QUEUE = 'maintenance';
const HOUR_MS = 3_600_000;

/** One run an hour. */
@QueueProcessor(MAINTENANCE_QUEUE)
export class MaintenanceProcessor extends RecurringProcessor<'maintain'> {
  constructor(
    @InjectQueue(MAINTENANCE_QUEUE) queue: Queue<unknown, unknown, 'maintain'>,
    private readonly maintenance: MaintenanceService,
  ) {
    super(queue, { maintain: HOUR_MS });
  }

  protected override async run(): Promise<void> {
    this.logger.log({ message: 'maintenance', ...(await this.maintenance.run()) });
  }
}
