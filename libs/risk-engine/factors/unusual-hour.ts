import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';
import { roundRatio } from '../wording';

export const unusualHour: BuiltinFactor = {
  code: 'unusual_hour',
  version: 1,
  category: 'history',
  direction: 'raises',
  description: 'At most one in fifty of the earlier transactions of the customer were near this time of day.',
  evaluate,
};

/** Three of 24 hours hold an eighth of evenly spread transactions: none of 20 happens once in fifteen times. */
const MIN_EARLIER = 20;
const MAX_SHARE = 0.02;

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const rhythm = entities.customer?.rhythm;
  if (transaction.type === 'refund' || rhythm === undefined || rhythm.total < MIN_EARLIER) return undefined;
  const share = rhythm.sameHours / rhythm.total;
  if (share > MAX_SHARE) return undefined;
  const { sameHours: value, total: baseline } = rhythm;
  const reason = `Of ${baseline} earlier transactions of this customer, ${value} came within about an hour of this time of day.`;
  return {
    strength: 1,
    value,
    baseline,
    ratio: roundRatio(share),
    threshold: MAX_SHARE,
    unit: 'count',
    reason,
  };
}
