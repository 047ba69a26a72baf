import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { BacktestTurns } from './backtest-turns';

export const BACKTESTS_QUEUE = 'backtests';
const EVERY_MS = 1_000;

/** Looks every second for backtests to work on. One that fails is taken up again when its lease is over. */
@QueueProcessor(BACKTESTS_QUEUE)
export class BacktestsProcessor extends RecurringProcessor<'due'> {
  constructor(
    @InjectQueue(BACKTESTS_QUEUE) queue: Queue<unknown, unknown, 'due'>,
    private readonly turns: BacktestTurns,
  ) {
    super(queue, { due: EVERY_MS });
  }

  protected override run(): Promise<void> {
    return this.turns.takeAllDue();
  }
}
