import { InjectQueue } from '@nestjs/bullmq';
import { Queue } from 'bullmq';
import { QueueProcessor } from '@libs/queue/queue-processor.decorator';
import { RecurringProcessor } from '@libs/queue/recurring-processor';
import { BillingTurns } from './tasks/billing-turns';
import type { BillingTaskName } from './tasks/billing-task.entity';
import { ThresholdTeller } from './usage/threshold-teller';

export const BILLING_QUEUE = 'billing';
type JobName = BillingTaskName | 'thresholds';

const EVERY_MS: Readonly<Record<JobName, number>> = {
  ...{ sync: 2_000, thresholds: 2_000, report: 20_000, reconcile: 60_000 },
};

/** Looks for what is due. None of the four waits for another. */
@QueueProcessor(BILLING_QUEUE, { concurrency: 4 })
export class BillingProcessor extends RecurringProcessor<JobName> {
  private readonly running = new Set<JobName>();

  constructor(
    @InjectQueue(BILLING_QUEUE) queue: Queue<unknown, unknown, JobName>,
    private readonly turns: BillingTurns,
    private readonly thresholds: ThresholdTeller,
  ) {
    super(queue, EVERY_MS);
  }

  /** A round that takes longer than the time between two is not joined by another: it would take the others' place. */
  protected override async run(name: JobName): Promise<void> {
    if (this.running.has(name)) return;
    this.running.add(name);
    try {
      await (name === 'thresholds' ? this.thresholds.tellAll() : this.turns.takeAllDue(name));
    } finally {
      this.running.delete(name);
    }
  }
}
