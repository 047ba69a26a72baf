import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { RecoveryTurns } from './recovery-turns';

export const RECOVERIES_QUEUE = 'recoveries';
const EVERY_MS = 1_000;

/** Looks every second for recoveries to collect. One that fails is taken up again when its lease is over. */
@QueueProcessor(RECOVERIES_QUEUE)
export class RecoveriesProcessor extends RecurringProcessor<'due'> {
  constructor(
    @InjectQueue(RECOVERIES_QUEUE) queue: Queue<unknown, unknown, 'due'>,
    private readonly turns: RecoveryTurns,
  ) {
    super(queue, { due: EVERY_MS });
  }

  protected override run(): Promise<void> {
    return this.turns.takeAllDue();
  }
}
