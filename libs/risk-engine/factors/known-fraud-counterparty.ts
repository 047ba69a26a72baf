import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudCounterparty: BuiltinFactor = {
  code: 'known_fraud_counterparty',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description: 'Frauds at the counterparty were told in 30 days: at least one, and 2 % of its transactions.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** One can be chance; five are a skimmer, a leak or a shop that is in on it. */
const QUESTION = { of: 'counterparty', isPlace: true } as const;
