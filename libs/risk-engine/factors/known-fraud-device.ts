import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudDevice: BuiltinFactor = {
  code: 'known_fraud_device',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description: 'A fraud from the device was told in 30 days.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** Whoever used it then has it still. */
const QUESTION = { of: 'device', isPlace: false } as const;
