import type { BuiltinFactor } from '../factor';
import { velocityFinding } from '../velocity';

export const customerVelocity: BuiltinFactor = {
  code: 'customer_velocity',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description: 'The customer transacts faster than people do, or far faster than this one does.',
  evaluate: (facts) => velocityFinding(facts, 'customer', LIMITS),
};

/** Four purchases in an hour are a shopping trip. */
const LIMITS = { perHour: 5, perDay: 10 };
