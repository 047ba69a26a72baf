import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';

/** Told to a webhook later, in the order in which things happened. */
export interface Message {
  readonly id: string;
  readonly body: string;
}

/** Stripe's webhooks: kept until somebody has them delivered, so that they can come late, twice and in any order. */
export class Messenger {
  readonly waiting: Message[] = [];
  private readonly stripe = new Stripe('sk_test_messenger');

  constructor(
    private readonly secret: string,
    private readonly now: () => number,
  ) {}

  tell(type: string, object: object): void {
    const id = `evt_${randomBytes(8).toString('hex')}`;
    const event = { id, object: 'event', type, created: this.now(), data: { object }, livemode: false };
    this.waiting.push({ id, body: JSON.stringify({ ...event, api_version: Stripe.API_VERSION }) });
  }

  /** As Stripe does: signed at the time of sending. Returns the status of the answer; 0 where none came. */
  async deliver({ body }: Message, url: string): Promise<number> {
    const signature = this.stripe.webhooks.generateTestHeaderString({ payload: body, secret: this.secret });
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature };
    try {
      const { status } = await fetch(url, { method: 'POST', headers, body });
      return status;
    } catch {
      return 0;
    }
  }

  /** All that wait, each once, in their order. */
  async deliverAll(url: string): Promise<number[]> {
    const statuses: number[] = [];
    for (let message = this.waiting.shift(); message !== undefined; message = this.waiting.shift()) {
      statuses.push(await this.deliver(message, url));
    }
    return statuses;
  }
}
