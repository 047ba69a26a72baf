import type { BuiltinFactor } from '../factor';
import { firstUseFinding } from '../first-use';

export const newInstrument: BuiltinFactor = {
  code: 'new_instrument',
  version: 1,
  category: 'instrument',
  direction: 'raises',
  description: 'A customer who is known uses an instrument that was not seen with them in 90 days.',
  evaluate: (facts) => firstUseFinding(facts, 'instrument'),
};
