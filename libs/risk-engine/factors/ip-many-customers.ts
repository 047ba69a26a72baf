import { distinctFinding } from '../distinct';
import type { BuiltinFactor } from '../factor';

export const ipManyCustomers: BuiltinFactor = {
  code: 'ip_many_customers',
  version: 1,
  category: 'identity',
  direction: 'raises',
  description: 'At least 15 different customers came from the IP address in 24 hours, this one included.',
  evaluate: (facts) => distinctFinding(facts, QUESTION),
};

/** High, because offices and mobile networks share addresses; full well below the 64 that a set can count. */
const QUESTION = {
  of: 'ip',
  counted: 'customer',
  window: '24h',
  scale: { threshold: 15, full: 40 },
} as const;
