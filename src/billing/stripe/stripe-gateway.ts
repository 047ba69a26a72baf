import type { Plan } from '@libs/config/setting-values';
import type { PaidPlan } from '../plans/plans';
import type { Period } from '../usage/calendar-month';

/** What a customer subscribes to, as it is just now. */
export interface Subscription {
  readonly id: string;
  readonly plan: PaidPlan;
  /** False where its last invoice is overdue. */
  readonly isPaid: boolean;
  readonly startedAt: Date;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  /** From the end of the period on; null: as now. */
  readonly nextPlan: Plan | null;
  /** How many are running. More than one are paid for twice. */
  readonly running: number;
}

export interface NewCustomer {
  readonly tenantId: string;
  readonly name: string;
  readonly email: string;
}

export interface Checkout {
  readonly customerId: string;
  readonly tenantId: string;
  readonly plan: PaidPlan;
  /** When the first whole month begins: what is left of this one is prorated. */
  readonly firstMonth: Date;
}

/** Where a plan is paid for. */
export interface CheckoutPage {
  readonly id: string;
  readonly url: string;
  /** Nobody can pay there any more. */
  readonly endsAt: Date;
}

/** Evaluations of one hour under one plan. */
export interface UsageSlice {
  readonly customerId: string;
  readonly plan: PaidPlan;
  readonly quantity: number;
  /** Whole seconds. */
  readonly at: Date;
  /** Sent again within a day, it is counted once. At most 100 characters. */
  readonly identifier: string;
}

/** What Stripe told of, as far as it is believed: that something of a customer changed. */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  /** Undefined: it is of no customer. */
  readonly customerId: string | undefined;
}

/** It may be that it was done, and it may be that it works in a while. */
export class StripeAwayError extends Error {
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

/** The customer's card was refused. `message` is Stripe's, for the customer. */
export class StripeRefusedError extends Error {}

/** It was not done, because of something that whoever runs this service has to mend. `message` is for them alone. */
export class StripeFaultError extends Error {}

/** The body didn't come from Stripe, or long ago. */
export class StripeSignatureError extends Error {}

/** What we ask of Stripe. Everything throws StripeAwayError, StripeRefusedError or StripeFaultError. */
export abstract class StripeGateway {
  /** False: nothing can be paid for, and nothing else here may be called. */
  abstract readonly isOn: boolean;

  /** Makes the meters, products and prices of the plans where they are missing. Returns what was made. */
  abstract setUp(): Promise<readonly string[]>;

  /** Returns its id. One that nobody writes down does no harm. */
  abstract createCustomer(customer: NewCustomer): Promise<string>;
  abstract createCheckout(checkout: Checkout): Promise<CheckoutPage>;
  /** Nobody can pay there any more. Nothing happens where that is so already, or where somebody has paid. */
  abstract expireCheckout(sessionId: string): Promise<void>;
  /** Returns its URL. */
  abstract createPortal(customerId: string): Promise<string>;

  /**
   * The one that counts: of several the one that was begun last. Undefined where none is running. Throws
   * StripeFaultError where it is of no plan of ours.
   */
  abstract findSubscription(customerId: string): Promise<Subscription | undefined>;
  /** At once; what it costs more for the rest of the period is charged now. Nothing is scheduled any more. */
  abstract upgrade(subscription: Subscription, plan: PaidPlan): Promise<void>;
  /** From the end of the period on. */
  abstract changeAtPeriodEnd(subscription: Subscription, plan: PaidPlan | 'free'): Promise<void>;
  /** Goes on as it is. */
  abstract keep(subscription: Subscription): Promise<void>;

  abstract reportUsage(slice: UsageSlice): Promise<void>;
  /** By the beginnings of the hours, in milliseconds; those with nothing may be left out. The period is of whole hours. */
  abstract usageByHour(
    customerId: string,
    plan: PaidPlan,
    period: Period,
  ): Promise<ReadonlyMap<number, number>>;

  /** Throws StripeSignatureError. */
  abstract readEvent(body: Buffer, signature: string): StripeEvent;
}
