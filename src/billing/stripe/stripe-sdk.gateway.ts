import type { Plan } from '@libs/config/setting-values';
import type { StripeSettings } from '@libs/config/settings';
import Stripe from 'stripe';
import type { PaidPlan } from '../plans/plans';
import type { Period } from '../usage/calendar-month';
import { meterEventName, planOfProduct, StripeCatalogue } from './stripe-catalogue';
import { translated } from './stripe-errors';
import { StripeFaultError, StripeGateway, StripeSignatureError } from './stripe-gateway';
import type {
  Checkout,
  CheckoutPage,
  NewCustomer,
  StripeEvent,
  Subscription,
  UsageSlice,
} from './stripe-gateway';

const TIMEOUT_MS = 20_000;
/** Rows decide what is tried again; who asks for a page of Stripe's asks again. */
const MAX_RETRIES = 0;
/** Of a customer; the newest come first. */
const MAX_SUBSCRIPTIONS = 20;
const MAX_PER_PAGE = 100;
/** An invoice is overdue, or was given up. */
const UNPAID = ['past_due', 'unpaid'];
const RUNNING = ['active', 'trialing', ...UNPAID];

/** Stripe by its own SDK, at the API version that it is made for. */
export class StripeSdkGateway extends StripeGateway {
  readonly isOn = true;
  private readonly stripe: Stripe;
  private readonly catalogue: StripeCatalogue;

  constructor(
    private readonly settings: StripeSettings,
    /** Where customers come back to. */
    private readonly returnUrl: string,
  ) {
    super();
    this.stripe = new Stripe(settings.secretKey, {
      ...{ timeout: TIMEOUT_MS, maxNetworkRetries: MAX_RETRIES, telemetry: false },
      ...placeOf(settings.apiBase),
    });
    this.catalogue = new StripeCatalogue(this.stripe);
  }

  setUp(): Promise<readonly string[]> {
    return asking(() => this.catalogue.setUp());
  }

  createCustomer({ tenantId, name, email }: NewCustomer): Promise<string> {
    return asking(async () => {
      const customer = { name, email, metadata: { tenant_id: tenantId } };
      const { id } = await this.stripe.customers.create(customer);
      return id;
    });
  }

  createCheckout({ customerId, tenantId, plan, firstMonth }: Checkout): Promise<CheckoutPage> {
    return asking(async () => {
      const { base, usage } = await this.catalogue.of(plan);
      const { id, url, expires_at } = await this.stripe.checkout.sessions.create({
        mode: 'subscription',
        customer: customerId,
        client_reference_id: tenantId,
        line_items: [{ price: base, quantity: 1 }, { price: usage }],
        subscription_data: {
          metadata: { tenant_id: tenantId },
          billing_cycle_anchor: secondsOf(firstMonth),
          proration_behavior: 'create_prorations',
        },
        success_url: this.returnUrl,
        cancel_url: this.returnUrl,
      });
      return { id, url: urlIn(url), endsAt: new Date(expires_at * 1_000) };
    });
  }

  expireCheckout(sessionId: string): Promise<void> {
    return asking(async () => {
      const { status } = await this.stripe.checkout.sessions.retrieve(sessionId);
      if (status === 'open') await this.stripe.checkout.sessions.expire(sessionId);
    });
  }

  createPortal(customerId: string): Promise<string> {
    return asking(async () => {
      const { url } = await this.stripe.billingPortal.sessions.create({
        ...{ customer: customerId, return_url: this.returnUrl },
      });
      return urlIn(url);
    });
  }

  findSubscription(customerId: string): Promise<Subscription | undefined> {
    return asking(async () => {
      const running = await this.running(customerId);
      const [latest] = running;
      return latest && (await this.toSubscription(latest, running.length));
    });
  }

  upgrade({ id }: Subscription, plan: PaidPlan): Promise<void> {
    return asking(async () => {
      const subscription = await this.stripe.subscriptions.retrieve(id);
      await this.release(subscription);
      await this.takeBackEnd(subscription);
      const { base, usage } = await this.catalogue.of(plan);
      const items = subscription.items.data;
      const hasUsage = items.some(({ price }) => price.id === usage);
      const baseItem = items.find((item) => !isMetered(item));
      await this.stripe.subscriptions.update(id, {
        // The usage of the smaller plan stays, to be charged at the end of the month.
        items: [
          { ...(baseItem && { id: baseItem.id }), price: base },
          ...(hasUsage ? [] : [{ price: usage }]),
        ],
        proration_behavior: 'always_invoice',
        payment_behavior: 'error_if_incomplete',
      });
    });
  }

  changeAtPeriodEnd({ id }: Subscription, plan: PaidPlan | 'free'): Promise<void> {
    return asking(async () => {
      const subscription = await this.stripe.subscriptions.retrieve(id);
      await this.release(subscription);
      if (plan === 'free') {
        await this.stripe.subscriptions.update(id, { cancel_at_period_end: true });
        return;
      }
      await this.takeBackEnd(subscription);
      const { base, usage } = await this.catalogue.of(plan);
      const otherUsage = subscription.items.data
        .filter(isMetered)
        .flatMap(({ price }) => (price.id === usage ? [] : [price.id]));
      const schedule = await this.stripe.subscriptionSchedules.create({ from_subscription: id });
      const [current] = schedule.phases;
      if (current === undefined) throw new Error('a schedule that is made of a subscription has its phase');
      await this.stripe.subscriptionSchedules.update(schedule.id, {
        end_behavior: 'release',
        proration_behavior: 'none',
        phases: [
          {
            items: current.items.map(({ price, quantity }) => ({
              price: idOf(price),
              ...(quantity !== undefined && { quantity }),
            })),
            start_date: current.start_date,
            end_date: current.end_date,
          },
          {
            // What is told of this month in the next is charged by its own plan still; without any it costs nothing.
            items: [{ price: base, quantity: 1 }, ...[usage, ...otherUsage].map((price) => ({ price }))],
            duration: { interval: 'month', interval_count: 1 },
            proration_behavior: 'none',
          },
        ],
      });
    });
  }

  keep({ id }: Subscription): Promise<void> {
    return asking(async () => {
      const subscription = await this.stripe.subscriptions.retrieve(id);
      await this.release(subscription);
      await this.takeBackEnd(subscription);
    });
  }

  reportUsage({ customerId, plan, quantity, at, identifier }: UsageSlice): Promise<void> {
    return asking(async () => {
      const event = {
        event_name: meterEventName(plan),
        payload: { stripe_customer_id: customerId, value: String(quantity) },
        timestamp: secondsOf(at),
        identifier,
      };
      try {
        // Not under a key of our own: an answer of 500 would be the answer for a day.
        await this.stripe.billing.meterEvents.create(event);
      } catch (error) {
        if (!isKnownEvent(error)) throw error;
      }
    });
  }

  usageByHour(
    customerId: string,
    plan: PaidPlan,
    { from, to }: Period,
  ): Promise<ReadonlyMap<number, number>> {
    return asking(async () => {
      const { meter } = await this.catalogue.of(plan);
      const used = new Map<number, number>();
      const summaries = this.stripe.billing.meters.listEventSummaries(meter, {
        ...{ customer: customerId, start_time: secondsOf(from), end_time: secondsOf(to) },
        ...{ value_grouping_window: 'hour', limit: MAX_PER_PAGE },
      });
      for await (const { start_time: hour, aggregated_value: value } of summaries) {
        used.set(hour * 1_000, (used.get(hour * 1_000) ?? 0) + value);
      }
      return used;
    });
  }

  readEvent(body: Buffer, signature: string): StripeEvent {
    const event = this.verified(body, signature);
    const { id, type, created, data } = event;
    return { id, type, createdAt: new Date(created * 1_000), customerId: customerIn(data.object) };
  }

  private verified(body: Buffer, signature: string): Stripe.Event {
    const { webhookSecret } = this.settings;
    if (webhookSecret === undefined) throw new StripeSignatureError('STRIPE_WEBHOOK_SECRET is not set.');
    try {
      return this.stripe.webhooks.constructEvent(body, signature, webhookSecret);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      throw new StripeSignatureError('The signature is missing, not good, or more than five minutes old.');
    }
  }

  /** Newest first. */
  private async running(customer: string): Promise<Stripe.Subscription[]> {
    const { data } = await this.stripe.subscriptions.list({
      ...{ customer, status: 'all', limit: MAX_SUBSCRIPTIONS, expand: ['data.schedule'] },
    });
    return data.filter(({ status }) => RUNNING.includes(status)).sort((a, b) => b.created - a.created);
  }

  /** Whatever its prices are: those who began with an older one keep it. Throws where it is of no plan of ours. */
  private async toSubscription(subscription: Stripe.Subscription, running: number): Promise<Subscription> {
    const base = subscription.items.data.find((item) => !isMetered(item));
    const plan = base && planOfProduct(idOf(base.price.product));
    if (base === undefined || plan === undefined) {
      throw new StripeFaultError(`The subscription ${subscription.id} is of no plan of ours.`);
    }
    return {
      ...{ id: subscription.id, plan, isPaid: !UNPAID.includes(subscription.status), running },
      startedAt: new Date(subscription.start_date * 1_000),
      periodStart: new Date(base.current_period_start * 1_000),
      periodEnd: new Date(base.current_period_end * 1_000),
      nextPlan: await this.nextPlanOf(subscription, plan),
    };
  }

  private async nextPlanOf(
    { cancel_at_period_end: endsWithPeriod, cancel_at: endsAt, schedule }: Stripe.Subscription,
    plan: Plan,
  ): Promise<Plan | null> {
    // A page of Stripe's may name the moment alone.
    if (endsWithPeriod || endsAt !== null) return 'free';
    for (const priceId of lastPhasePrices(schedule)) {
      const next = await this.catalogue.planOf(priceId);
      if (next !== undefined && next !== plan) return next;
    }
    return null;
  }

  private async takeBackEnd(subscription: Stripe.Subscription): Promise<void> {
    const { id, cancel_at_period_end: endsWithPeriod, cancel_at: endsAt } = subscription;
    if (endsWithPeriod) await this.stripe.subscriptions.update(id, { cancel_at_period_end: false });
    else if (endsAt !== null) await this.stripe.subscriptions.update(id, { cancel_at: '' });
  }

  /** What was scheduled is not: the subscription goes on as it is. */
  private async release({ schedule }: Stripe.Subscription): Promise<void> {
    if (schedule !== null) await this.stripe.subscriptionSchedules.release(idOf(schedule));
  }
}

/** Stripe has an event of this identifier: it was told before. */
function isKnownEvent(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  return error.code === 'duplicate_meter_event' || /already exists with identifier/i.test(error.message);
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw translated(error);
  }
}

function isMetered({ price }: Stripe.SubscriptionItem): boolean {
  return price.recurring?.usage_type === 'metered';
}

function lastPhasePrices(schedule: Stripe.Subscription['schedule']): string[] {
  if (schedule === null || typeof schedule === 'string') return [];
  return (schedule.phases.at(-1)?.items ?? []).map(({ price }) => idOf(price));
}

/** Empty: Stripe's own. */
function placeOf(apiBase: string | undefined): Stripe.StripeConfig {
  if (apiBase === undefined) return {};
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return {
    ...{ host: hostname, protocol: isPlain ? 'http' : 'https' },
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
  };
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1_000);
}

function idOf(thing: string | { readonly id: string }): string {
  return typeof thing === 'string' ? thing : thing.id;
}

function urlIn(url: string | null | undefined): string {
  if (url === null || url === undefined) throw new Error('Stripe made a page without a URL');
  return url;
}

/** Of whatever an event shows. */
function customerIn(object: object): string | undefined {
  const { object: kind, id, customer } = object as Readonly<Record<string, unknown>>;
  if (kind === 'customer') return typeof id === 'string' ? id : undefined;
  if (typeof customer === 'string') return customer;
  const { id: customerId } = (customer ?? {}) as { readonly id?: unknown };
  return typeof customerId === 'string' ? customerId : undefined;
}
