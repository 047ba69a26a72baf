import { distinctFinding } from '../distinct';
import type { BuiltinFactor } from '../factor';

export const customerManyInstruments: BuiltinFactor = {
  code: 'customer_many_instruments',
  version: 1,
  category: 'instrument',
  direction: 'raises',
  description: 'The customer used at least 3 different instruments in 24 hours, this one included.',
  evaluate: (facts) => distinctFinding(facts, QUESTION),
};

/** Someone whose card was declined tries a second; a third is trying cards. */
const QUESTION = {
  of: 'customer',
  counted: 'instrument',
  window: '24h',
  scale: { threshold: 3, full: 6 },
} as const;
