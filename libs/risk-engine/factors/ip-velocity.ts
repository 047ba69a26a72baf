import type { BuiltinFactor } from '../factor';
import { velocityFinding } from '../velocity';

export const ipVelocity: BuiltinFactor = {
  code: 'ip_velocity',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description: 'The IP address is busier than a shared line, or far busier than this one usually is.',
  evaluate: (facts) => velocityFinding(facts, 'ip', LIMITS),
};

/** An office or a mobile network stands behind one address. */
const LIMITS = { perHour: 20, perDay: 60 };
