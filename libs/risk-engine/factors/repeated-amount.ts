import type { EntityKind } from '../entity';
import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';
import { strengthOf } from '../strength';
import { entityPhrase, windowPhrase } from '../wording';

/**
 * Programs pay the same amount again and again, to test cards or to stay under a limit; people seldom do within a
 * day. It looks at what came before, so the amount asked for now makes no difference: a program that changes its
 * amount does not get away.
 */
export const repeatedAmount: BuiltinFactor = {
  code: 'repeated_amount',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  description:
    'At least 3 earlier transactions of the customer, instrument or device in 24 hours had one and the same amount.',
  evaluate,
};

const REPEATING: readonly EntityKind[] = ['customer', 'instrument', 'device'];
/** Two coffees and a third are a habit; there and back by bus is two. */
const SCALE = { threshold: 3, full: 8 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  if (transaction.type === 'refund') return undefined;
  let value = 0;
  let most: EntityKind = 'customer';
  for (const kind of REPEATING) {
    const repeated = entities[kind]?.repeatedAmount ?? 0;
    if (repeated <= value) continue;
    value = repeated;
    most = kind;
  }
  const strength = strengthOf(value, SCALE);
  if (strength === 0) return undefined;
  const window = '24h';
  const reason = `${value} earlier transactions with ${entityPhrase(most)} in the last ${windowPhrase(window)} had one and the same amount.`;
  return { strength, value, threshold: SCALE.threshold, unit: 'count', window, reason };
}
