import type { Plan } from '@libs/config/setting-values';
import type { PaidPlan } from '../plans/plans';
import type { Subscription } from '../stripe/stripe-gateway';
import { hourOf } from '../usage/calendar-month';

export type AccountStatus = 'none' | 'active' | 'past_due' | 'canceled';

/** How long an invoice may stay unpaid before the limits of the free plan hold. */
export const GRACE_DAYS = 14;
const GRACE_MS = GRACE_DAYS * 86_400_000;

/** How often Stripe is asked for an account without a word from it. */
export const LOOK_EVERY_MS = 86_400_000;

/** What Stripe's word makes of an account. */
export interface AccountState {
  readonly subscriptionId: string | null;
  readonly status: AccountStatus;
  readonly plan: PaidPlan | null;
  readonly periodStart: Date | null;
  readonly periodEnd: Date | null;
  readonly nextPlan: Plan | null;
  readonly pastDueSince: Date | null;
  readonly billedFrom: Date | null;
}

const WITHOUT_SUBSCRIPTION = {
  ...{ subscriptionId: null, plan: null, periodStart: null, periodEnd: null, nextPlan: null },
  pastDueSince: null,
};

/** `before` says since when it is past due, which Stripe doesn't. */
export function stateOf(
  subscription: Subscription | undefined,
  before: Pick<AccountState, 'status' | 'pastDueSince' | 'billedFrom'>,
  now: Date,
): AccountState {
  const { billedFrom } = before;
  if (subscription === undefined) {
    const status = before.status === 'none' ? 'none' : 'canceled';
    return { ...WITHOUT_SUBSCRIPTION, status, billedFrom };
  }
  const { id: subscriptionId, plan, isPaid, periodStart, periodEnd, nextPlan, startedAt } = subscription;
  return {
    ...{ subscriptionId, plan, periodStart, periodEnd, nextPlan },
    status: isPaid ? 'active' : 'past_due',
    pastDueSince: isPaid ? null : (before.pastDueSince ?? now),
    billedFrom: billedFrom ?? hourOf(startedAt),
  };
}

/** Null where no grace runs. */
export function graceEndOf({ pastDueSince }: Pick<AccountState, 'pastDueSince'>): Date | null {
  return pastDueSince && new Date(pastDueSince.getTime() + GRACE_MS);
}

/** The plan whose limits hold. Undefined: this account says nothing of it, because nothing was ever subscribed to. */
export function effectivePlan(state: AccountState, now: Date): Plan | undefined {
  if (state.status === 'none') return undefined;
  const graceEnd = graceEndOf(state);
  if (state.plan === null || (graceEnd !== null && graceEnd <= now)) return 'free';
  return state.plan;
}
