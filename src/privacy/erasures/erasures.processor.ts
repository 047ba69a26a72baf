import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { ErasureTurns } from './erasure-turns';

export const ERASURES_QUEUE = 'erasures';
const EVERY_MS = 1_000;

/** Looks every second for erasures to carry out. One that fails is taken up again when its lease is over. */
@QueueProcessor(ERASURES_QUEUE)
export class ErasuresProcessor extends RecurringProcessor<'due'> {
  constructor(
    @InjectQueue(ERASURES_QUEUE) queue: Queue<unknown, unknown, 'due'>,
    private readonly turns: ErasureTurns,
  ) {
    super(queue, { due: EVERY_MS });
  }

  protected override run(): Promise<void> {
    return this.turns.takeAllDue();
  }
}
