import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudCustomer: BuiltinFactor = {
  code: 'known_fraud_customer',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description: 'A fraud of the customer was told in 30 days.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** The account may still be in strange hands, or its owner the fraudster. */
const QUESTION = { of: 'customer', isPlace: false } as const;
