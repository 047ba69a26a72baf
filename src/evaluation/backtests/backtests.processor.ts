import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Job } from 'bullmq';
import { BacktestTurns } from './backtest-turns';

export const BACKTESTS_QUEUE = 'backtests';
const EVERY_MS = 1_000;

/** Looks every second for backtests to work on, whatever the number of worker processes. */
@Processor(BACKTESTS_QUEUE)
export class BacktestsProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(BacktestsProcessor.name);

  constructor(
    private readonly turns: BacktestTurns,
    @InjectQueue(BACKTESTS_QUEUE) private readonly queue: Queue,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.queue.on('error', (error) => {
      this.onError(error);
    });
    await this.queue.upsertJobScheduler('due', { every: EVERY_MS }, { name: 'due' });
  }

  /** The queue's database is away, mostly: BullMQ goes on trying. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ message: 'queue', reason: error.message });
  }

  /** What was counted stays, and its backtest is taken up again when its lease is over. */
  @OnWorkerEvent('failed')
  onFailed(_job: Job | undefined, error: Error): void {
    this.logger.error({ message: 'backtests failed', reason: error.message }, error.stack);
  }

  async process(): Promise<void> {
    await this.turns.takeAllDue();
  }
}
