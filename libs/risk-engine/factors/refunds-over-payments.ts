import { formatMoney } from '@libs/money/format-money';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';
import { strengthOf } from '../strength';
import { roundRatio } from '../wording';

/** Needs a refund before this one: a single refund may be for something that was bought a month ago. */
export const refundsOverPayments: BuiltinFactor = {
  code: 'refunds_over_payments',
  version: 1,
  category: 'refund',
  direction: 'raises',
  seesAmount: true,
  description: 'With this refund the customer gets back more than they paid in 30 days.',
  evaluate,
};

const MIN_EARLIER_REFUNDS = 1;
const MIN_RATIO = 1;
const SCALE = { threshold: MIN_RATIO, full: 3 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const window = entities.customer?.last30d;
  if (transaction.type !== 'refund' || window === undefined || window.refunds < MIN_EARLIER_REFUNDS) {
    return undefined;
  }
  const value = window.refundAmount + transaction.amountMinor;
  const baseline = window.amount;
  if (value <= baseline) return undefined;
  const { currency } = transaction;
  return {
    strength: baseline === 0 ? 1 : strengthOf(value / baseline, SCALE),
    value,
    baseline,
    ...(baseline === 0 ? {} : { ratio: roundRatio(value / baseline) }),
    threshold: MIN_RATIO,
    unit: `minor:${currency}`,
    window: '30d',
    get reason() {
      return `With this one, ${formatMoney(value, currency)} was refunded to this customer in 30 days, against ${formatMoney(baseline, currency)} paid.`;
    },
  };
}
