import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const instrumentCountryMismatch: BuiltinFactor = {
  code: 'instrument_country_mismatch',
  version: 1,
  category: 'geography',
  direction: 'raises',
  description: 'The instrument was issued in another country than the customer is from.',
  evaluate,
};

function evaluate({ transaction: { type, instrument, customer } }: Facts): Finding | undefined {
  const value = instrument?.country;
  const baseline = customer.country;
  if (type === 'refund' || value === undefined || baseline === undefined || value === baseline) {
    return undefined;
  }
  const reason = `The instrument is from ${value}, the customer from ${baseline}.`;
  return { strength: 1, value, baseline, threshold: baseline, unit: 'country', reason };
}
