import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

/**
 * Beside the average, which the first frauds of a run pull up after them: half of the customer's days were under
 * this norm, so that a few large amounts do not move it. It takes 7 days to know.
 */
export const amountAboveCustomerUsual: BuiltinFactor = {
  code: 'amount_above_customer_usual',
  version: 1,
  category: 'amount',
  direction: 'raises',
  seesAmount: true,
  description: "The amount is at least twice what the customer's usual day of the last 30 has on average.",
  evaluate,
};

const SCALE = { threshold: 2, full: 3 };

function evaluate({ transaction, entities: { customer } }: Facts): Finding | undefined {
  if (transaction.type === 'refund' || customer === undefined) return undefined;
  const excess = excessOver(customer.usualAmount, transaction, SCALE);
  if (excess === undefined) return undefined;
  return {
    ...excess,
    window: '30d',
    get reason() {
      const amount = formatMoney(excess.value, transaction.currency);
      const usual = formatMoney(excess.baseline, transaction.currency);
      return `${amount} is ${excess.ratio} times what this customer spends at a time on a usual day of the last 30 days, ${usual}.`;
    },
  };
}
