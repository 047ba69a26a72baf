import type { BuiltinFactor } from '../factor';
import { velocityFinding } from '../velocity';

export const deviceVelocity: BuiltinFactor = {
  code: 'device_velocity',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description: 'The device is used faster than a household uses one, or far faster than this one is used.',
  evaluate: (facts) => velocityFinding(facts, 'device', LIMITS),
};

/** A family may share it. */
const LIMITS = { perHour: 8, perDay: 15 };
