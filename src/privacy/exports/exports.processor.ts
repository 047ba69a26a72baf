import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { ExportTurns } from './export-turns';

export const EXPORTS_QUEUE = 'exports';
const EVERY_MS = 1_000;

/** Looks every second for exports to work on. One that fails is taken up again when its lease is over. */
@QueueProcessor(EXPORTS_QUEUE)
export class ExportsProcessor extends RecurringProcessor<'due'> {
  constructor(
    @InjectQueue(EXPORTS_QUEUE) queue: Queue<unknown, unknown, 'due'>,
    private readonly turns: ExportTurns,
  ) {
    super(queue, { due: EVERY_MS });
  }

  protected override run(): Promise<void> {
    return this.turns.takeAllDue();
  }
}
