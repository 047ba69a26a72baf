import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudAgent: BuiltinFactor = {
  code: 'known_fraud_agent',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description:
    'Frauds by the agent that signed were told in 30 days: at least one, and 2 % of its transactions.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** It may act for many: one report can be chance, five are not. */
const QUESTION = { of: 'agent', isPlace: true } as const;
