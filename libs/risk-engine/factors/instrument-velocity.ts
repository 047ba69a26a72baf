import type { BuiltinFactor } from '../factor';
import { velocityFinding } from '../velocity';

export const instrumentVelocity: BuiltinFactor = {
  code: 'instrument_velocity',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description: 'The instrument is used faster than people use one, or far faster than this one is used.',
  evaluate: (facts) => velocityFinding(facts, 'instrument', LIMITS),
};

/** As for a customer: one person holds it. */
const LIMITS = { perHour: 5, perDay: 10 };
