import type { BuiltinFactor } from '../factor';
import { firstUseFinding } from '../first-use';

export const newDevice: BuiltinFactor = {
  code: 'new_device',
  version: 1,
  category: 'device',
  direction: 'raises',
  description: 'A customer who is known uses a device that was not seen with them in 90 days.',
  evaluate: (facts) => firstUseFinding(facts, 'device'),
};
