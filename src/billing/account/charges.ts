import type { Plan } from '@libs/config/setting-values';
import { isPaidPlan, PAID_PLANS, priceOf, termsOf } from '../plans/plans';
import type { PaidPlan } from '../plans/plans';
import type { Period } from '../usage/calendar-month';

/** What a month costs, in the minor unit, before taxes and before what is prorated because a plan began within it. */
export interface Charges {
  readonly currency: string;
  readonly baseMinor: number;
  readonly overageMinor: number;
}

/** Null for a plan that nobody pays for, under which nothing was used that is paid for. */
export function chargesOf(plan: Plan, usedByPlan: ReadonlyMap<Plan, number>): Charges | null {
  const billed = PAID_PLANS.filter((paid) => paid === plan || (usedByPlan.get(paid) ?? 0) > 0);
  const [first] = billed;
  if (first === undefined) return null;
  return {
    currency: priceOf(first).currency,
    baseMinor: isPaidPlan(plan) ? priceOf(plan).monthlyMinor : 0,
    overageMinor: billed.reduce((sum, paid) => sum + overageMinor(paid, usedByPlan.get(paid) ?? 0), 0),
  };
}

/** Rounded once, half up, as a line of the invoice is. */
export function overageMinor(plan: PaidPlan, used: number): number {
  const beyond = Math.max(0, used - (termsOf(plan).included ?? used));
  return Math.round((beyond * priceOf(plan).overageMinorPerThousand) / 1_000);
}

/** What will have been used at the end of the period, if it goes on as it did so far. */
export function projectedUse(used: number, { from, to }: Period, now: Date): number {
  const elapsedMs = now.getTime() - from.getTime();
  const wholeMs = to.getTime() - from.getTime();
  return elapsedMs <= 0 || elapsedMs >= wholeMs ? used : Math.round((used * wholeMs) / elapsedMs);
}
