import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Job } from 'bullmq';
import { MaintenanceService } from './maintenance.service';

export const MAINTENANCE_QUEUE = 'maintenance';
const HOUR_MS = 3_600_000;

/** One run an hour, whatever the number of worker processes. */
@Processor(MAINTENANCE_QUEUE)
export class MaintenanceProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(MaintenanceProcessor.name);

  constructor(
    private readonly maintenance: MaintenanceService,
    @InjectQueue(MAINTENANCE_QUEUE) private readonly queue: Queue,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queue.on('error', (error) => {
      this.onError(error);
    });
    await this.queue.upsertJobScheduler('hourly', { every: HOUR_MS }, { name: 'maintain' });
  }

  /** The queue's database is away, mostly: BullMQ goes on trying, and would print what nobody listens to. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ message: 'queue', reason: error.message });
  }

  /** The next run does what this one left undone; somebody has to know all the same. */
  @OnWorkerEvent('failed')
  onFailed(_job: Job | undefined, error: Error): void {
    this.logger.error({ message: 'maintenance failed', reason: error.message }, error.stack);
  }

  async process(): Promise<void> {
    this.logger.log({ message: 'maintenance', ...(await this.maintenance.run()) });
  }
}
