import { distinctFinding } from '../distinct';
import type { BuiltinFactor } from '../factor';

export const deviceManyCustomers: BuiltinFactor = {
  code: 'device_many_customers',
  version: 1,
  category: 'device',
  direction: 'raises',
  description: 'The device was used by at least 4 different customers in 7 days, this one included.',
  evaluate: (facts) => distinctFinding(facts, QUESTION),
};

/** A household has two or three accounts. */
const QUESTION = {
  of: 'device',
  counted: 'customer',
  window: '7d',
  scale: { threshold: 4, full: 8 },
} as const;
