import { Problem } from '@libs/http/problem';
import { monthOf } from './usage/calendar-month';
import { quotaOf } from './plans/plans';
import type { EvaluationUse } from './billing.types';

export function quotaExceeded({ at, plan }: EvaluationUse): Problem {
  const until = monthOf(at).to.toISOString();
  const detail = `The plan ${plan} has ${quotaOf(plan) ?? 0} evaluations a month, and they are used up until ${until}.`;
  return new Problem('quota_exceeded', `${detail} POST /v1/billing/checkout leads to a larger plan.`);
}

export function payingIsOff(): Problem {
  return new Problem('conflict', 'Plans can not be paid for here: this service has no payment provider.');
}

export function payingIsAway(retryAfterSeconds: number): Problem {
  return new Problem(
    'unavailable',
    'The payment provider does not answer as it should. GET /v1/billing shows what holds; then ask again.',
    {
      headers: { 'Retry-After': String(retryAfterSeconds) },
    },
  );
}

export function paymentRefused(why: string): Problem {
  return new Problem(
    'conflict',
    `The payment provider refused: ${why} POST /v1/billing/portal shows what is wrong.`,
  );
}

export function sandboxIsFree(): Problem {
  return new Problem('conflict', 'A sandbox is never billed. Use a key of the live tenant.');
}

export function unlimitedHasAll(): Problem {
  return new Problem('conflict', 'The plan unlimited has no limits that could be raised.');
}

export function alreadySubscribed(): Problem {
  return new Problem('conflict', 'There is a subscription already: POST /v1/billing/plan changes it.');
}

export function checkoutBegunTwice(): Problem {
  return new Problem('conflict', 'Another checkout was begun at the same time: that one is open.');
}

export function notSubscribed(): Problem {
  return new Problem('conflict', 'There is no subscription yet: POST /v1/billing/checkout begins one.');
}

export function paymentIsDue(): Problem {
  return new Problem('conflict', 'The last invoice is not paid: POST /v1/billing/portal leads to it.');
}
