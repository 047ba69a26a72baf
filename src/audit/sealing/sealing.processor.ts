import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { Sealer } from './sealer';

export const SEALING_QUEUE = 'sealing';
const EVERY_MS = 1_000;

/** Every second. A run that fails leaves the leaves where they are, for the next one. */
@QueueProcessor(SEALING_QUEUE)
export class SealingProcessor extends RecurringProcessor<'seal'> {
  constructor(
    @InjectQueue(SEALING_QUEUE) queue: Queue<unknown, unknown, 'seal'>,
    private readonly sealer: Sealer,
  ) {
    super(queue, { seal: EVERY_MS });
  }

  protected override async run(): Promise<void> {
    await this.sealer.sealAll();
  }
}
