import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Job } from 'bullmq';
import type { Walk } from './deciding-beside';
import { ShadowFollower } from './shadow-follower';

export const SHADOWS_QUEUE = 'shadows';

const EVERY_MS = { new: 1_000, late: 5_000 } as const satisfies Record<Walk, number>;

/** Has the shadows decide again and again, whatever the number of worker processes. */
@Processor(SHADOWS_QUEUE)
export class ShadowsProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(ShadowsProcessor.name);

  constructor(
    private readonly follower: ShadowFollower,
    @InjectQueue(SHADOWS_QUEUE) private readonly queue: Queue<unknown, unknown, Walk>,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queue.on('error', (error) => {
      this.onError(error);
    });
    for (const walk of ['new', 'late'] as const)
      await this.queue.upsertJobScheduler(walk, { every: EVERY_MS[walk] }, { name: walk });
  }

  /** The queue's database is away, mostly: BullMQ goes on trying. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ message: 'queue', reason: error.message });
  }

  /** What is decided stays; the next run goes on from there. */
  @OnWorkerEvent('failed')
  onFailed(_job: Job | undefined, error: Error): void {
    this.logger.error({ message: 'shadows failed', reason: error.message }, error.stack);
  }

  async process({ name }: Job<unknown, unknown, Walk>): Promise<void> {
    await this.follower.follow(name);
  }
}
