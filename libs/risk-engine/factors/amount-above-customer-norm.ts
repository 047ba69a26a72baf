import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const amountAboveCustomerNorm: BuiltinFactor = {
  code: 'amount_above_customer_norm',
  version: 1,
  category: 'amount',
  direction: 'raises',
  seesAmount: true,
  description: "The amount is at least 3 times the customer's 30-day average in this currency.",
  evaluate,
};

const MIN_EARLIER = 3;
const SCALE = { threshold: 3, full: 10 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const usual = entities.customer?.last30d;
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
      return `${amount} is ${excess.ratio} times this customer's 30-day average of ${average}.`;
    },
  };
}
