import { formatMoney } from '@libs/money/format-money';
import { excessOver } from '../excess';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const newAccountHighAmount: BuiltinFactor = {
  code: 'new_account_high_amount',
  version: 1,
  category: 'history',
  direction: 'raises',
  seesAmount: true,
  description: "An account less than a week old spends at least twice the counterparty's 30-day average.",
  evaluate,
};

const NEW_FOR_DAYS = 7;
const MIN_EARLIER = 20;
const SCALE = { threshold: 2, full: 6 };

function evaluate({ transaction, entities: { customer, counterparty } }: Facts): Finding | undefined {
  if (transaction.type === 'refund' || customer === undefined || counterparty === undefined) return undefined;
  if (customer.ageDays >= NEW_FOR_DAYS || counterparty.last30d.currencyCount < MIN_EARLIER) return undefined;
  const excess = excessOver(counterparty.last30d.average, transaction, SCALE);
  if (excess === undefined) return undefined;
  return {
    ...excess,
    window: '30d',
    get reason() {
      const amount = formatMoney(excess.value, transaction.currency);
      const average = formatMoney(excess.baseline, transaction.currency);
      return `The account is less than a week old, and ${amount} is ${excess.ratio} times this counterparty's 30-day average of ${average}.`;
    },
  };
}
