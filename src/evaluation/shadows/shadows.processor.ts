import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import type { Walk } from './deciding-beside';
import { ShadowFollower } from './shadow-follower';

export const SHADOWS_QUEUE = 'shadows';

const EVERY_MS = { new: 1_000, late: 5_000 } as const satisfies Record<Walk, number>;

/** Has the shadows decide again and again. */
@QueueProcessor(SHADOWS_QUEUE)
export class ShadowsProcessor extends RecurringProcessor<Walk> {
  constructor(
    @InjectQueue(SHADOWS_QUEUE) queue: Queue<unknown, unknown, Walk>,
    private readonly follower: ShadowFollower,
  ) {
    super(queue, EVERY_MS);
  }

  protected override run(walk: Walk): Promise<void> {
    return this.follower.follow(walk);
  }
}
