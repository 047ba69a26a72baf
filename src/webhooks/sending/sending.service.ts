import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SendingMetrics } from '../metrics/sending-metrics';
import { afterAttempt, notSent } from './attempt-end';
import type { AttemptEnd } from './attempt-end';
import { DeliveriesToSend } from './deliveries-to-send';
import type { DeliveryJob } from './delivery-job';
import { DeliverySender } from './delivery-sender';
import { outgoing } from './loaded-delivery';
import { Settlement } from './settlement';

/** Loads, sends, settles. */
@Injectable()
export class SendingService {
  constructor(
    private readonly deliveries: DeliveriesToSend,
    private readonly sender: DeliverySender,
    private readonly settlement: Settlement,
    private readonly metrics: SendingMetrics,
    private readonly clock: Clock,
  ) {}

  async send(job: DeliveryJob): Promise<void> {
    const loaded = await this.deliveries.load(job);
    if (loaded === undefined) return;
    const delivery = outgoing(loaded);
    if (typeof delivery === 'string') {
      const endedAt = this.clock.now();
      await this.settle({ ...job, next: notSent(delivery), endedAt, result: undefined });
      return;
    }
    const result = await this.metrics.measured(() => this.sender.send(delivery));
    const endedAt = this.clock.now();
    const next = afterAttempt(result, loaded.attemptsInRound, { endedAt, chance: Math.random() });
    await this.settle({ ...job, next, endedAt, result });
  }

  private async settle(end: AttemptEnd): Promise<void> {
    await this.settlement.settle(end);
    const { status, failure } = end.next;
    if (status !== 'pending') this.metrics.ended(failure ?? 'delivered');
  }
}
