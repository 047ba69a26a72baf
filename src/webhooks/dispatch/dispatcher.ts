import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Queue } from 'bullmq';
import { ChangeListener } from '@libs/database/change-listener';
import { seldom } from '@libs/event-loop/seldom';
import { WakingLoop } from '@libs/event-loop/waking-loop';
import { DELIVERIES_QUEUE } from '../deliveries-queue.module';
import { SENDING_CONCURRENCY } from '../sending/delivery-job';
import type { DeliveryJob } from '../sending/delivery-job';
import { DeliveryClaimer, FULL_PAUSE_MS } from './delivery-claimer';
import type { ClaimedJob } from './delivery-claimer';
import { DispatchSignal } from './dispatch-signal';
import { OutboxExpander } from './outbox-expander';
import { SendingPace } from './sending-pace';

const LOOP = { gapMs: 5, pauseMs: 1_000 };
/** Whoever writes an event wakes it: this is for a commit that took long, or one whose process died behind it. */
const EXPAND_EVERY_MS = 1_000;
/** Of what is due again, was made by another process, or is asked for by the API, nobody tells. */
const CLAIM_EVERY_MS = 500;
const TOLD_EVERY_MS = 60_000;

/**
 * Makes deliveries of events, and jobs of deliveries that are due. Woken by what happens and by the clock; every
 * process with a worker has one, and they take turns.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly stopping = new AbortController();
  private readonly pace = new SendingPace(performance.now());
  private readonly expanding = new WakingLoop({
    ...LOOP,
    everyMs: EXPAND_EVERY_MS,
    turn: () => this.expand(),
    onFailure: this.tell('expanding'),
  });
  private readonly claiming = new WakingLoop({
    ...LOOP,
    everyMs: CLAIM_EVERY_MS,
    turn: () => this.claim(),
    onFailure: this.tell('claiming'),
  });

  constructor(
    @InjectQueue(DELIVERIES_QUEUE) private readonly queue: Queue<DeliveryJob>,
    private readonly expander: OutboxExpander,
    private readonly claimer: DeliveryClaimer,
    private readonly signal: DispatchSignal,
    private readonly changes: ChangeListener,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.on('error', seldom(TOLD_EVERY_MS, this.tell('queue')));
    this.changes.subscribe({
      onChange: ({ table }) => {
        if (table === 'event_outbox') this.expanding.wake();
      },
      onGap: () => {
        this.expanding.wake();
      },
    });
    this.signal.onSignal((ended) => {
      this.pace.count(ended);
      this.claiming.wake();
    });
    this.expanding.start();
    this.claiming.start();
  }

  /** Nothing more is claimed. What is in the queue stays there, with its lease. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.expanding.stop(), this.claiming.stop()]);
  }

  private async expand(): Promise<number> {
    const { made, isMore } = await this.expander.look();
    if (made > 0) this.claiming.wake();
    return isMore ? 0 : EXPAND_EVERY_MS;
  }

  /**
   * Claims no more than there is soon somebody to send: one round of a worker, and as many again as end in a moment,
   * so that nobody who sends has to wait. Where endpoints hang, none end.
   */
  private async claim(): Promise<number> {
    const capacity = await this.unlessStopping(this.capacity());
    if (capacity === undefined) return CLAIM_EVERY_MS;
    if (capacity <= 0) return FULL_PAUSE_MS;
    const { jobs, againInMs } = await this.claimer.look(capacity);
    // Where the queue is away, they are due again when their lease is over.
    if (jobs.length > 0) await this.unlessStopping(this.queue.addBulk(jobs.map(toJob)));
    return againInMs;
  }

  /** Undefined while an operator has the queue paused: nobody sends, and what is claimed counts as tried. */
  private async capacity(): Promise<number | undefined> {
    const [isPaused, waiting] = await Promise.all([this.queue.isPaused(), this.queue.getWaitingCount()]);
    const ahead = Math.min(Math.floor(this.pace.at(performance.now())), SENDING_CONCURRENCY);
    return isPaused ? undefined : SENDING_CONCURRENCY + ahead - waiting;
  }

  /** A queue that is away lets wait for it however long; a process that ends doesn't. */
  private async unlessStopping<T>(answer: Promise<T>): Promise<T | undefined> {
    const { signal } = this.stopping;
    if (signal.aborted) return undefined;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        resolve(undefined);
      };
      signal.addEventListener('abort', giveUp);
      answer.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', giveUp);
      });
    });
  }

  private tell(what: string): (error: unknown) => void {
    return (error) => {
      this.logger.error({ message: `${what} failed`, reason: String(error) });
    };
  }
}

/** Nothing of the event itself: whoever reads the queue learns of no payload. */
function toJob({ deliveryId, tenantId, endpointId, eventId, attempt }: ClaimedJob): {
  name: string;
  data: DeliveryJob;
  opts: { jobId: string };
} {
  const data = { tenantId, endpointId, eventId, attempt };
  return { name: 'send', data, opts: { jobId: `${deliveryId}-${attempt}` } };
}
