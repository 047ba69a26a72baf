import { distinctFinding } from '../distinct';
import type { BuiltinFactor } from '../factor';

export const instrumentManyCustomers: BuiltinFactor = {
  code: 'instrument_many_customers',
  version: 1,
  category: 'identity',
  direction: 'raises',
  description: 'The instrument was used by at least 3 different customers in 30 days, this one included.',
  evaluate: (facts) => distinctFinding(facts, QUESTION),
};

/** Couples share a card across two accounts. */
const QUESTION = {
  of: 'instrument',
  counted: 'customer',
  window: '30d',
  scale: { threshold: 3, full: 6 },
} as const;
