/** The part of Stripe's objects that somebody reads (types of the npm package stripe 23.1). */
export interface FakePrice {
  readonly id: string;
  readonly object: 'price';
  readonly active: boolean;
  readonly currency: string;
  readonly product: string;
  readonly lookup_key: string | null;
  readonly unit_amount: number | null;
  readonly recurring: { interval: string; usage_type: 'licensed' | 'metered'; meter: string | null };
  readonly tiers: readonly { up_to: number | null; unit: number }[];
}

export interface FakeMeter {
  readonly id: string;
  readonly object: 'billing.meter';
  readonly event_name: string;
  readonly status: 'active';
}

export interface FakeItem {
  readonly id: string;
  readonly object: 'subscription_item';
  price: FakePrice;
  readonly quantity?: number;
  current_period_start: number;
  current_period_end: number;
  /** Usage from then on is charged by it. */
  readonly since: number;
}

export interface FakeSubscription {
  readonly id: string;
  readonly object: 'subscription';
  readonly customer: string;
  readonly created: number;
  readonly start_date: number;
  readonly metadata: Record<string, string>;
  status: 'active' | 'past_due' | 'unpaid' | 'canceled';
  cancel_at_period_end: boolean;
  cancel_at: number | null;
  schedule: FakeSchedule | null;
  items: FakeItem[];
}

export interface FakePhase {
  items: { price: string; quantity?: number }[];
  start_date: number;
  end_date: number;
}

export interface FakeSchedule {
  readonly id: string;
  readonly object: 'subscription_schedule';
  readonly subscription: string;
  status: 'active' | 'released';
  phases: FakePhase[];
}

export interface FakeSession {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly customer: string;
  readonly url: string;
  status: 'open' | 'complete' | 'expired';
  readonly expires_at: number;
  readonly prices: readonly string[];
  readonly anchor: number;
  readonly metadata: Record<string, string>;
}

export interface FakeMeterEvent {
  readonly meter: string;
  readonly customer: string;
  readonly value: number;
  readonly timestamp: number;
  readonly identifier: string;
  readonly receivedAt: number;
}

export interface FakeInvoiceLine {
  readonly description: string;
  readonly amount: number;
  readonly quantity: number;
}

export interface FakeInvoice {
  readonly id: string;
  readonly object: 'invoice';
  readonly customer: string;
  readonly subscription: string;
  readonly created: number;
  readonly currency: string;
  readonly lines: readonly FakeInvoiceLine[];
  readonly total: number;
  status: 'draft' | 'open' | 'paid';
}
