import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Job } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { seldom } from '@libs/event-loop/seldom';
import { DELIVERIES_QUEUE } from '../deliveries-queue.module';
import { LEASE_MS, SENDING_CONCURRENCY } from './delivery-job';
import type { DeliveryJob } from './delivery-job';
import { SendingService } from './sending.service';

const TOLD_EVERY_MS = 60_000;

/**
 * One job is one attempt. A job that stalls is not run again: the row is claimed again when its lease is over, and
 * until then nobody else sends it.
 */
@QueueProcessor(DELIVERIES_QUEUE, {
  concurrency: SENDING_CONCURRENCY,
  maxStalledCount: 0,
  lockDuration: 2 * LEASE_MS,
  skipLockRenewal: true,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
})
export class DeliveriesProcessor extends WorkerHost implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveriesProcessor.name);
  private readonly tellQueueError = seldom(TOLD_EVERY_MS, (error: unknown) => {
    this.logger.warn({ message: 'queue', reason: String(error) });
  });
  private readonly tellFailure = seldom(TOLD_EVERY_MS, (error: Error) => {
    this.logger.error({ message: 'a delivery failed unsettled', reason: error.message }, error.stack);
  });

  constructor(private readonly sending: SendingService) {
    super();
  }

  async process({ data }: Job<DeliveryJob>): Promise<void> {
    await this.sending.send(data);
  }

  /** What is under way is sent and settled; what waits stays in the queue, for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }

  /** The queue is away, mostly: BullMQ goes on trying, and would print what nobody listens to. */
  @OnWorkerEvent('error')
  onError(error: unknown): void {
    this.tellQueueError(error);
  }

  /** Its delivery is due again when the lease is over. */
  @OnWorkerEvent('failed')
  onFailed(_job: Job | undefined, error: Error): void {
    this.tellFailure(error);
  }
}
