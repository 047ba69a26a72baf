import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudIp: BuiltinFactor = {
  code: 'known_fraud_ip',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description: 'Frauds from the IP address were told in 30 days: at least one, and 2 % of its transactions.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** Addresses are shared and change hands: one report is little, five are a nest. */
const QUESTION = { of: 'ip', isPlace: true } as const;
