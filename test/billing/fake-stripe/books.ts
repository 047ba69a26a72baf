import { randomBytes } from 'node:crypto';
import type {
  FakeInvoice,
  FakeInvoiceLine,
  FakeItem,
  FakeMeter,
  FakeMeterEvent,
  FakePrice,
  FakeSchedule,
  FakeSession,
  FakeSubscription,
} from './objects';
import { invalid, missing, StripeError } from './stripe-error';

const DAY = 86_400;
const IDENTIFIER_KNOWN = DAY;
const OLDEST = 35 * DAY;
const AHEAD = 300;

/** What this Stripe has, and what it does with it as time goes by. All times in whole seconds. */
export class FakeBooks {
  readonly customers = new Map<
    string,
    { id: string; object: 'customer'; metadata: Record<string, string> }
  >();
  readonly products = new Map<string, { id: string; object: 'product' }>();
  readonly prices = new Map<string, FakePrice>();
  readonly meters = new Map<string, FakeMeter>();
  readonly sessions = new Map<string, FakeSession>();
  readonly subscriptions = new Map<string, FakeSubscription>();
  readonly schedules = new Map<string, FakeSchedule>();
  readonly invoices: FakeInvoice[] = [];
  readonly meterEvents: FakeMeterEvent[] = [];
  /** Customers whose cards are declined. */
  readonly declined = new Set<string>();
  /** How far summaries are behind. */
  lagSeconds = 0;
  now = Math.floor(Date.now() / 1_000);
  private made = 0;

  constructor(private readonly tell: (type: string, object: object) => void) {}

  id(prefix: string): string {
    this.made += 1;
    return `${prefix}_${randomBytes(6).toString('hex')}${this.made}`;
  }

  find<T>(things: ReadonlyMap<string, T>, what: string, id: string): T {
    const thing = things.get(id);
    if (thing === undefined) throw missing(what, id);
    return thing;
  }

  /** A person pays on the page of a checkout. */
  pay(sessionId: string): FakeSubscription {
    const session = this.find(this.sessions, 'checkout.session', sessionId);
    if (session.status === 'open' && session.expires_at <= this.now) session.status = 'expired';
    if (session.status !== 'open') throw invalid(`This session is ${session.status}.`);
    const subscription: FakeSubscription = {
      ...{ id: this.id('sub'), object: 'subscription', customer: session.customer, created: this.now },
      ...{
        start_date: this.now,
        metadata: session.metadata,
        status: 'active',
        cancel_at_period_end: false,
        cancel_at: null,
      },
      ...{ schedule: null, items: [] },
    };
    subscription.items = session.prices.map((price) => this.item(price, this.now, session.anchor));
    this.subscriptions.set(subscription.id, subscription);
    session.status = 'complete';
    this.bill(subscription, this.proration(subscription, session.anchor));
    this.tell('checkout.session.completed', { ...session });
    this.tell('customer.subscription.created', subscription);
    return subscription;
  }

  item(priceId: string, start: number, end: number): FakeItem {
    const price = this.find(this.prices, 'price', priceId);
    return {
      ...{ id: this.id('si'), object: 'subscription_item', price, since: this.now },
      ...(price.recurring.usage_type === 'licensed' && { quantity: 1 }),
      ...{ current_period_start: start, current_period_end: end },
    };
  }

  /** The base of another plan at once: the difference for the rest of the period is charged, or nothing changes. */
  swapBase(subscription: FakeSubscription, itemId: string, priceId: string): void {
    const item = subscription.items.find(({ id }) => id === itemId);
    if (item === undefined) throw missing('subscription_item', itemId);
    if (this.declined.has(subscription.customer)) {
      throw new StripeError(402, 'card_error', 'Your card was declined.', { code: 'card_declined' });
    }
    const before = item.price;
    item.price = this.find(this.prices, 'price', priceId);
    const end = item.current_period_end;
    const rest = (end - this.now) / (end - previousMonth(end));
    const amount = Math.round(((item.price.unit_amount ?? 0) - (before.unit_amount ?? 0)) * rest);
    this.bill(subscription, [{ description: 'proration', amount, quantity: 1 }]);
  }

  receive(event: Omit<FakeMeterEvent, 'receivedAt'>): void {
    if (event.timestamp < this.now - OLDEST)
      throw invalid('The timestamp is too far in the past.', { code: 'timestamp_too_far_in_past' });
    if (event.timestamp > this.now + AHEAD)
      throw invalid('The timestamp is in the future.', { code: 'timestamp_in_future' });
    const isKnown = this.meterEvents.some(
      ({ identifier, receivedAt }) =>
        identifier === event.identifier && this.now - receivedAt < IDENTIFIER_KNOWN,
    );
    if (isKnown) throw invalid(`An event already exists with identifier ${event.identifier}.`);
    this.meterEvents.push({ ...event, receivedAt: this.now });
  }

  /** As summaries have it, which follow a while behind. */
  summed(meter: string, customer: string, from: number, to: number): number {
    return this.usage(meter, customer, from, to, this.now - this.lagSeconds);
  }

  usage(meter: string, customer: string, from: number, to: number, receivedBy = Infinity): number {
    return this.meterEvents
      .filter(({ receivedAt }) => receivedAt <= receivedBy)
      .filter((event) => event.meter === meter && event.customer === customer)
      .filter(({ timestamp }) => timestamp >= from && timestamp < to)
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** What the running period costs, if it ended now. */
  preview(subscription: FakeSubscription): FakeInvoiceLine[] {
    return subscription.items
      .filter(({ price }) => price.recurring.usage_type === 'metered')
      .map((item) => this.usageLine(subscription, item));
  }

  /** Periods that end until then are closed: usage is charged behind them, the next one's base before it. */
  advanceTo(now: number): void {
    for (;;) {
      const due = [...this.subscriptions.values()]
        .filter(({ status }) => status !== 'canceled')
        .map((subscription) => ({ subscription, end: subscription.items[0]?.current_period_end ?? Infinity }))
        .sort((a, b) => a.end - b.end)[0];
      if (due === undefined || due.end > now) break;
      this.now = due.end;
      this.renew(due.subscription);
    }
    this.now = now;
  }

  /** The card is good again: what is open is paid. */
  settle(customer: string): void {
    this.declined.delete(customer);
    for (const invoice of this.invoices) {
      if (invoice.customer !== customer || invoice.status !== 'open') continue;
      invoice.status = 'paid';
      this.tell('invoice.paid', invoice);
    }
    for (const subscription of this.subscriptions.values()) {
      if (subscription.customer !== customer || subscription.status !== 'past_due') continue;
      subscription.status = 'active';
      this.tell('customer.subscription.updated', subscription);
    }
  }

  changed(subscription: FakeSubscription): void {
    this.tell('customer.subscription.updated', subscription);
  }

  cancel(subscription: FakeSubscription): void {
    subscription.status = 'canceled';
    this.tell('customer.subscription.deleted', subscription);
  }

  private renew(subscription: FakeSubscription): void {
    const lines = this.preview(subscription);
    if (subscription.cancel_at_period_end || subscription.cancel_at !== null) {
      this.bill(subscription, lines);
      this.cancel(subscription);
      return;
    }
    this.nextPhase(subscription);
    const end = nextMonth(this.now);
    for (const item of subscription.items)
      [item.current_period_start, item.current_period_end] = [this.now, end];
    const bases = subscription.items.filter(({ price }) => price.recurring.usage_type === 'licensed');
    this.bill(subscription, [
      ...lines,
      ...bases.map(({ price }) => ({ description: 'base', amount: price.unit_amount ?? 0, quantity: 1 })),
    ]);
    this.tell('customer.subscription.updated', subscription);
  }

  private nextPhase(subscription: FakeSubscription): void {
    const { schedule } = subscription;
    const next = schedule?.phases.find(({ start_date: start }) => start === this.now);
    if (schedule === null || next === undefined) return;
    subscription.items = next.items.map(({ price }) => this.item(price, this.now, nextMonth(this.now)));
    schedule.status = 'released';
    subscription.schedule = null;
  }

  private bill(subscription: FakeSubscription, lines: readonly FakeInvoiceLine[]): void {
    const isDeclined = this.declined.has(subscription.customer);
    const invoice: FakeInvoice = {
      ...{
        id: this.id('in'),
        object: 'invoice',
        customer: subscription.customer,
        subscription: subscription.id,
      },
      ...{ created: this.now, currency: 'eur', lines, status: isDeclined ? 'open' : 'paid' },
      total: lines.reduce((sum, { amount }) => sum + amount, 0),
    };
    this.invoices.push(invoice);
    if (isDeclined) subscription.status = 'past_due';
    this.tell(isDeclined ? 'invoice.payment_failed' : 'invoice.paid', invoice);
  }

  private proration(subscription: FakeSubscription, end: number): FakeInvoiceLine[] {
    const start = previousMonth(end);
    return subscription.items.flatMap(({ price }) =>
      price.unit_amount === null
        ? []
        : [
            {
              ...{ description: 'proration', quantity: 1 },
              amount: Math.round((price.unit_amount * (end - this.now)) / (end - start)),
            },
          ],
    );
  }

  /** Graduated tiers; a line is rounded once. */
  private usageLine(subscription: FakeSubscription, item: FakeItem): FakeInvoiceLine {
    const { price, current_period_start: start, current_period_end: end, since } = item;
    const quantity = this.usage(
      price.recurring.meter ?? '',
      subscription.customer,
      Math.max(start, since),
      end,
    );
    let [left, below, amount] = [quantity, 0, 0];
    for (const { up_to: upTo, unit } of price.tiers) {
      const inTier = Math.min(left, (upTo ?? Infinity) - below);
      amount += inTier * unit;
      left -= inTier;
      below = upTo ?? below;
    }
    return { description: `usage of ${price.lookup_key ?? ''}`, amount: Math.round(amount), quantity };
  }
}

function nextMonth(seconds: number): number {
  const date = new Date(seconds * 1_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 1_000;
}

function previousMonth(seconds: number): number {
  const date = new Date(seconds * 1_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1) / 1_000;
}
