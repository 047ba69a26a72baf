import { distinctFinding } from '../distinct';
import type { BuiltinFactor } from '../factor';

export const deviceManyInstruments: BuiltinFactor = {
  code: 'device_many_instruments',
  version: 1,
  category: 'device',
  direction: 'raises',
  description: 'The device was used with at least 3 different instruments in 24 hours, this one included.',
  evaluate: (facts) => distinctFinding(facts, QUESTION),
};

/** A couple pays with two cards from one tablet. */
const QUESTION = {
  of: 'device',
  counted: 'instrument',
  window: '24h',
  scale: { threshold: 3, full: 6 },
} as const;
