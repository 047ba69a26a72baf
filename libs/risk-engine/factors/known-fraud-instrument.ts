import type { BuiltinFactor } from '../factor';
import { knownFraudFinding } from '../known-fraud';

export const knownFraudInstrument: BuiltinFactor = {
  code: 'known_fraud_instrument',
  version: 1,
  category: 'outcome',
  direction: 'raises',
  description: 'A fraud with the instrument was told in 30 days.',
  evaluate: (facts) => knownFraudFinding(facts, QUESTION),
};

/** A stolen card stays stolen until it is replaced. */
const QUESTION = { of: 'instrument', isPlace: false } as const;
