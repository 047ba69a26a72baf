import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

/**
 * A large amount has two innocent explanations: a customer who spends much, and a place where much is spent. This
 * sees the one that neither explains, well before it stands out against either alone.
 */
export const amountUnexplained: BuiltinFactor = {
  code: 'amount_unexplained',
  version: 1,
  category: 'amount',
  direction: 'raises',
  seesAmount: true,
  description:
    "The amount is at least twice the 30-day average of the customer and twice the counterparty's.",
  evaluate,
};

const MIN_EARLIER_OF_CUSTOMER = 3;
const MIN_EARLIER_OF_COUNTERPARTY = 20;
const SCALE = { threshold: 2, full: 3 };

function evaluate({ transaction, entities: { customer, counterparty } }: Facts): Finding | undefined {
  if (transaction.type === 'refund' || customer === undefined || counterparty === undefined) return undefined;
  const [own, there] = [customer.last30d, counterparty.last30d];
  if (own.currencyCount < MIN_EARLIER_OF_CUSTOMER) return undefined;
  if (there.currencyCount < MIN_EARLIER_OF_COUNTERPARTY) return undefined;
  const excess = excessOver(Math.max(own.average, there.average), transaction, SCALE);
  if (excess === undefined) return undefined;
  return {
    ...excess,
    window: '30d',
    get reason() {
      const amount = formatMoney(excess.value, transaction.currency);
      const average = formatMoney(excess.baseline, transaction.currency);
      return `${amount} is ${excess.ratio} times ${average}, the higher of the 30-day averages of this customer and this counterparty.`;
    },
  };
}
