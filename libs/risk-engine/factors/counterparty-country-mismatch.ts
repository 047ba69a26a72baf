import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const counterpartyCountryMismatch: BuiltinFactor = {
  code: 'counterparty_country_mismatch',
  version: 1,
  category: 'geography',
  direction: 'raises',
  description: 'The counterparty is in another country than the customer is from.',
  evaluate,
};

function evaluate({ transaction: { type, counterparty, customer } }: Facts): Finding | undefined {
  const value = counterparty?.country;
  const baseline = customer.country;
  if (type === 'refund' || value === undefined || baseline === undefined || value === baseline) {
    return undefined;
  }
  const reason = `The counterparty is in ${value}, the customer from ${baseline}.`;
  return { strength: 1, value, baseline, threshold: baseline, unit: 'country', reason };
}
