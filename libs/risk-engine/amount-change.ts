import { formatMoney } from '@libs/money/format-money';
import { nearestAmount } from './amount-boundary';
import type { AmountBoundary, AmountSearch } from './amount-boundary';
import type { Counterfactual, SizedCounterfactual } from './single-change';
import type { Transaction } from './transaction';
import { DECISION_PHRASES } from './wording';
import type { Decision } from './verdict';

/** A larger amount than this many times the one asked for is no small change. */
const MAX_TIMES_AMOUNT = 100;
const MAX_AMOUNT_MINOR = 1_000_000_000_000;
/** The smallest amount that is still a payment. */
const MIN_AMOUNT_MINOR = 1;

/**
 * The nearest amounts with a milder and with a stricter decision, below and above; and, of a blocked transaction,
 * the nearest that would be allowed.
 */
export function amountChanges(
  decide: (amountMinor: number) => Decision,
  { amountMinor: fromMinor, currency }: Transaction,
  breakpoints: readonly number[],
): SizedCounterfactual[] {
  const decideAt = remembering(decide);
  const own = decideAt(fromMinor);
  const goals: ((decision: Decision) => boolean)[] = [
    (decision) => STRICTNESS[decision] < STRICTNESS[own],
    (decision) => STRICTNESS[decision] > STRICTNESS[own],
    ...(own === 'block' ? [(decision: Decision) => decision === 'allow'] : []),
  ];
  const found = new Map<number, SizedCounterfactual>();
  for (const search of searchesFrom(fromMinor, breakpoints)) {
    for (const isGoal of goals) {
      const boundary = nearestAmount((amount) => isGoal(decideAt(amount)), search);
      if (boundary === undefined) continue;
      const size = Math.abs(boundary.amountMinor - fromMinor) / fromMinor;
      const change = describe(boundary, search, { decision: decideAt(boundary.amountMinor), currency });
      found.set(boundary.amountMinor, { size, counterfactual: change });
    }
  }
  return [...found.values()];
}

const STRICTNESS: Record<Decision, number> = { allow: 0, review: 1, block: 2 };

function searchesFrom(fromMinor: number, breakpoints: readonly number[]): AmountSearch[] {
  const most = Math.min(MAX_AMOUNT_MINOR, fromMinor * MAX_TIMES_AMOUNT);
  return [
    { fromMinor, toMinor: Math.min(MIN_AMOUNT_MINOR, fromMinor), breakpoints },
    { fromMinor, toMinor: Math.max(most, fromMinor), breakpoints },
  ];
}

function remembering(decideAt: (amountMinor: number) => Decision): (amountMinor: number) => Decision {
  const known = new Map<number, Decision>();
  return (amountMinor) => {
    const decision = known.get(amountMinor) ?? decideAt(amountMinor);
    known.set(amountMinor, decision);
    return decision;
  };
}

function describe(
  { amountMinor, holdsBeyond }: AmountBoundary,
  { fromMinor }: AmountSearch,
  { decision, currency }: { decision: Decision; currency: string },
): Counterfactual {
  const path = '/amount';
  const would = `It would be ${DECISION_PHRASES[decision]}`;
  if (!holdsBeyond) {
    const sentence = `${would} at ${formatMoney(amountMinor, currency)}.`;
    return { path, operator: '=', value: amountMinor, decision, sentence };
  }
  const isLess = amountMinor < fromMinor;
  const value = isLess ? amountMinor + 1 : amountMinor - 1;
  const sentence = `${would} ${isLess ? 'below' : 'above'} ${formatMoney(value, currency)}.`;
  return { path, operator: isLess ? '<' : '>', value, decision, sentence };
}
