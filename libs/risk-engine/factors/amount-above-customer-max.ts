import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const amountAboveCustomerMax: BuiltinFactor = {
  code: 'amount_above_customer_max',
  version: 1,
  category: 'amount',
  direction: 'raises',
  seesAmount: true,
  description: "The amount is at least 1.5 times the customer's largest of 30 days in this currency.",
  evaluate,
};

/** With fewer, the largest says little: the next is often larger. */
const MIN_EARLIER = 5;
const SCALE = { threshold: 1.5, full: 5 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const usual = entities.customer?.last30d;
  if (transaction.type === 'refund' || usual === undefined || usual.currencyCount < MIN_EARLIER) {
    return undefined;
  }
  const excess = excessOver(usual.max, transaction, SCALE);
  if (excess === undefined) return undefined;
  return {
    ...excess,
    window: '30d',
    get reason() {
      const amount = formatMoney(excess.value, transaction.currency);
      const largest = formatMoney(excess.baseline, transaction.currency);
      return `${amount} is ${excess.ratio} times this customer's largest amount in 30 days, ${largest}.`;
    },
  };
}
