import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

/** Sees what a customer without a norm of their own can't hide: that the amount is unusual for the place. */
export const amountAboveCounterpartyNorm: BuiltinFactor = {
  code: 'amount_above_counterparty_norm',
  version: 1,
  category: 'amount',
  direction: 'raises',
  seesAmount: true,
  description: "The amount is at least 5 times the counterparty's 30-day average in this currency.",
  evaluate,
};

/** More than for a customer: a counterparty's amounts are those of many people and spread wider. */
const MIN_EARLIER = 20;
const SCALE = { threshold: 5, full: 20 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const usual = entities.counterparty?.last30d;
  if (transaction.type === 'refund' || usual === undefined || usual.currencyCount < MIN_EARLIER) {
    return undefined;
  }
  const excess = excessOver(usual.average, transaction, SCALE);
  if (excess === undefined) return undefined;
  return {
    ...excess,
    window: '30d',
    get reason() {
      const amount = formatMoney(excess.value, transaction.currency);
      const average = formatMoney(excess.baseline, transaction.currency);
      return `${amount} is ${excess.ratio} times this counterparty's 30-day average of ${average}.`;
    },
  };
}
