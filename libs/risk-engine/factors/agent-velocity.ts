import type { BuiltinFactor } from '../factor';
import { velocityFinding } from '../velocity';

export const agentVelocity: BuiltinFactor = {
  code: 'agent_velocity',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description:
    'The agent that signed is busier than a program for one purpose, or far busier than it usually is.',
  evaluate: (facts) => velocityFinding(facts, 'agent', LIMITS),
};

/** A program buys faster than a person, and for more than one. */
const LIMITS = { perHour: 60, perDay: 300 };
