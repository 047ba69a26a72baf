import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Check } from '@libs/metrics/metrics-server';
import { Queue } from 'bullmq';
import { DELIVERIES_QUEUE } from '../webhooks/deliveries-queue.module';
import { checkAnswers, ReadinessService } from './readiness.service';

/** What the worker needs beyond this process. */
@Injectable()
export class WorkerReadinessService {
  private asking: Promise<unknown> | undefined;

  constructor(
    private readonly readiness: ReadinessService,
    @InjectQueue(DELIVERIES_QUEUE) private readonly queue: Queue,
  ) {}

  async check(): Promise<Check[]> {
    return [...(await this.readiness.check()), await checkAnswers('queue', 'The queue', this.askQueue())];
  }

  /** One question at a time: a Redis that is away keeps them until it is back. */
  private askQueue(): Promise<unknown> {
    this.asking ??= this.queue.getWaitingCount().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }
}
