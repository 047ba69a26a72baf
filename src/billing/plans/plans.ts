import type { Plan } from '@libs/config/setting-values';

/** What a plan includes in a calendar month (UTC), and what it costs. */
export interface PlanTerms {
  readonly id: Plan;
  /** Evaluations in a month. Null: as many as one likes. */
  readonly included: number | null;
  /** What comes after the included ones: refused, or billed. Nothing comes after what has no end. */
  readonly beyond: 'refused' | 'billed' | null;
  /** Null: nothing is paid through Stripe. */
  readonly price: PlanPrice | null;
}

/** In the minor unit of the currency. */
export interface PlanPrice {
  readonly currency: string;
  readonly monthlyMinor: number;
  /** For each thousand evaluations beyond the included ones; less than a thousand costs its share. */
  readonly overageMinorPerThousand: number;
}

/** Plans that are paid for. */
export type PaidPlan = Extract<Plan, 'growth' | 'scale'>;
export const PAID_PLANS: readonly PaidPlan[] = ['growth', 'scale'];

/** From the smallest to the largest. */
export const PLANS: readonly PlanTerms[] = [
  { id: 'free', included: 1_000, beyond: 'refused', price: null },
  {
    ...{ id: 'growth', included: 100_000, beyond: 'billed' },
    price: { currency: 'EUR', monthlyMinor: 9_900, overageMinorPerThousand: 100 },
  },
  {
    ...{ id: 'scale', included: 1_000_000, beyond: 'billed' },
    price: { currency: 'EUR', monthlyMinor: 49_900, overageMinorPerThousand: 50 },
  },
  { id: 'unlimited', included: null, beyond: null, price: null },
];

export function termsOf(plan: Plan): PlanTerms {
  const terms = PLANS.find(({ id }) => id === plan);
  if (terms === undefined) throw new Error(`there is no plan ${plan}`);
  return terms;
}

export function isPaidPlan(plan: Plan): plan is PaidPlan {
  return PAID_PLANS.some((paid) => paid === plan);
}

export function priceOf(plan: PaidPlan): PlanPrice {
  const { price } = termsOf(plan);
  if (price === null) throw new Error(`${plan} has no price`);
  return price;
}

/** Evaluations after which the rest of the month is refused; null where none is. */
export function quotaOf(plan: Plan): number | null {
  const { included, beyond } = termsOf(plan);
  return beyond === 'refused' ? included : null;
}

/** Whether `a` is the larger plan. */
export function isLarger(a: Plan, b: Plan): boolean {
  const rank = (plan: Plan): number => PLANS.findIndex(({ id }) => id === plan);
  return rank(a) > rank(b);
}
