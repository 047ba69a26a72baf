import Stripe from 'stripe';
import { PAID_PLANS, priceOf, termsOf } from '../plans/plans';
import type { PaidPlan } from '../plans/plans';
import { StripeFaultError } from './stripe-gateway';

const KEPT_FOR_MS = 600_000;

/** What of a plan is charged for. */
export interface PlanPriceIds {
  /** For the month. */
  readonly base: string;
  /** For what is beyond the included volume, as the plan's own meter counts it. */
  readonly usage: string;
  readonly meter: string;
}

type PriceIds = Readonly<Record<PaidPlan, PlanPriceIds>>;

/**
 * The prices of the plans at Stripe, found by their lookup keys. A key holds the figures: a price that charges
 * anything else than the plan says is never found.
 *
 * Each plan has a meter of its own. After a change within a month both usage prices stay, so that what was used under
 * the smaller plan is charged by it, also what is told late: by one meter it would be lost (docs.stripe.com/billing/
 * subscriptions/usage-based/manage-billing-setup, "Update prices mid-cycle").
 */
export class StripeCatalogue {
  private known: { readonly ids: PriceIds; readonly atMs: number } | undefined;

  constructor(private readonly stripe: Stripe) {}

  async of(plan: PaidPlan): Promise<PlanPriceIds> {
    return (await this.all())[plan];
  }

  /** The plan whose price for the month this is; undefined where it is of none. */
  async planOf(basePriceId: string): Promise<PaidPlan | undefined> {
    const ids = await this.all();
    return PAID_PLANS.find((plan) => ids[plan].base === basePriceId);
  }

  /** Makes what is missing. Returns what was made. */
  async setUp(): Promise<readonly string[]> {
    const made: string[] = [];
    for (const plan of PAID_PLANS) {
      const meter = await this.ensureMeter(plan, made);
      await this.ensureProduct(plan, made);
      const prices = await this.pricesByLookupKey();
      if (!prices.has(baseKey(plan))) {
        await this.stripe.prices.create(basePrice(plan));
        made.push(`price ${baseKey(plan)}`);
      }
      if (!prices.has(usageKey(plan))) {
        await this.stripe.prices.create(usagePrice(plan, meter));
        made.push(`price ${usageKey(plan)}`);
      }
    }
    this.known = undefined;
    return made;
  }

  private async all(): Promise<PriceIds> {
    const nowMs = performance.now();
    if (this.known === undefined || nowMs - this.known.atMs > KEPT_FOR_MS) {
      this.known = { ids: await this.read(), atMs: nowMs };
    }
    return this.known.ids;
  }

  private async read(): Promise<PriceIds> {
    const prices = await this.pricesByLookupKey();
    const find = (lookupKey: string): Stripe.Price => {
      const price = prices.get(lookupKey);
      if (price === undefined)
        throw new StripeFaultError(`Stripe has no price ${lookupKey}: npm run stripe-setup.`);
      return price;
    };
    const idsOf = (plan: PaidPlan): PlanPriceIds => {
      const usage = find(usageKey(plan));
      return { base: find(baseKey(plan)).id, usage: usage.id, meter: usage.recurring?.meter ?? '' };
    };
    return { growth: idsOf('growth'), scale: idsOf('scale') };
  }

  private async pricesByLookupKey(): Promise<ReadonlyMap<string, Stripe.Price>> {
    const { data } = await this.stripe.prices.list({
      lookup_keys: PAID_PLANS.flatMap((plan) => [baseKey(plan), usageKey(plan)]),
      active: true,
    });
    return new Map(data.map((price) => [price.lookup_key ?? '', price]));
  }

  private async ensureMeter(plan: PaidPlan, made: string[]): Promise<string> {
    for await (const meter of this.stripe.billing.meters.list({ status: 'active' })) {
      if (meter.event_name === meterEventName(plan)) return meter.id;
    }
    const { id } = await this.stripe.billing.meters.create({
      display_name: `TrustFlow evaluations, ${plan}`,
      event_name: meterEventName(plan),
      default_aggregation: { formula: 'sum' },
      customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
      value_settings: { event_payload_key: 'value' },
    });
    made.push(`meter ${meterEventName(plan)}`);
    return id;
  }

  private async ensureProduct(plan: PaidPlan, made: string[]): Promise<void> {
    try {
      await this.stripe.products.retrieve(productId(plan));
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError) || error.statusCode !== 404)
        throw error;
      await this.stripe.products.create({ id: productId(plan), name: `TrustFlow ${plan}` });
      made.push(`product ${productId(plan)}`);
    }
  }
}

export function meterEventName(plan: PaidPlan): string {
  return `trustflow_evaluations_${plan}`;
}

/** Undefined where it is of none. */
export function planOfProduct(id: string): PaidPlan | undefined {
  return PAID_PLANS.find((plan) => productId(plan) === id);
}

function productId(plan: PaidPlan): string {
  return `trustflow_${plan}`;
}

function baseKey(plan: PaidPlan): string {
  const { currency, monthlyMinor } = priceOf(plan);
  return `trustflow_${plan}_${monthlyMinor}_${currency.toLowerCase()}`;
}

function usageKey(plan: PaidPlan): string {
  const { currency, overageMinorPerThousand } = priceOf(plan);
  return `trustflow_${plan}_over_${includedIn(plan)}_${overageMinorPerThousand}_${currency.toLowerCase()}`;
}

function includedIn(plan: PaidPlan): number {
  const { included } = termsOf(plan);
  if (included === null) throw new Error(`${plan} has no end`);
  return included;
}

function basePrice(plan: PaidPlan): Stripe.PriceCreateParams {
  const { currency, monthlyMinor } = priceOf(plan);
  return {
    ...{ product: productId(plan), currency: currency.toLowerCase(), lookup_key: baseKey(plan) },
    ...{ unit_amount: monthlyMinor, recurring: { interval: 'month' } },
  };
}

function usagePrice(plan: PaidPlan, meter: string): Stripe.PriceCreateParams {
  const { currency, overageMinorPerThousand } = priceOf(plan);
  return {
    ...{ product: productId(plan), currency: currency.toLowerCase(), lookup_key: usageKey(plan) },
    recurring: { interval: 'month', usage_type: 'metered', meter },
    ...{ billing_scheme: 'tiered', tiers_mode: 'graduated' },
    tiers: [
      { up_to: includedIn(plan), unit_amount: 0 },
      { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from(overageMinorPerThousand / 1_000) },
    ],
  };
}
