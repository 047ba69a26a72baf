import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';

/** A Redis that comes back without its memory has forgotten what recurs. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Runs jobs again and again, each once in its time whatever the number of processes. A run that fails is told in the
 * log, and the next one does what it left undone.
 */
export abstract class RecurringProcessor<Name extends string>
  extends WorkerHost
  implements OnApplicationBootstrap, OnModuleDestroy
{
  protected readonly logger = new Logger(this.constructor.name);
  private lookAgain: NodeJS.Timeout | undefined;

  protected constructor(
    private readonly jobs: Queue<unknown, unknown, Name>,
    private readonly everyMs: Readonly<Record<Name, number>>,
  ) {
    super();
  }

  protected abstract run(name: Name): Promise<void>;

  async onApplicationBootstrap(): Promise<void> {
    this.jobs.on('error', (error) => {
      this.onError(error);
    });
    await this.schedule();
    this.lookAgain = setInterval(() => {
      this.schedule().catch((error: unknown) => {
        this.onError(error);
      });
    }, LOOK_AGAIN_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.lookAgain);
  }

  async process({ name }: Job<unknown, unknown, Name>): Promise<void> {
    await this.run(name);
  }

  /** The queue is away, mostly: BullMQ goes on trying, and would print what nobody listens to. */
  @OnWorkerEvent('error')
  onError(error: unknown): void {
    this.logger.warn({ message: 'queue', reason: error instanceof Error ? error.message : String(error) });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error({ message: `${job?.name ?? 'a job'} failed`, reason: error.message }, error.stack);
  }

  private async schedule(): Promise<void> {
    for (const name of Object.keys(this.everyMs) as Name[]) {
      const isScheduled = (await this.jobs.getJobScheduler(name)) !== undefined;
      if (!isScheduled) await this.jobs.upsertJobScheduler(name, { every: this.everyMs[name] }, { name });
    }
  }
}
