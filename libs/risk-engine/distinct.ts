import type { PartnerKind } from './contribution';
import type { EntityKind } from './entity';
import type { Finding } from './factor';
import type { Acquaintance, Facts } from './facts';
import { strengthOf } from './strength';
import type { Scale } from './strength';
import { entityPhrase, windowPhrase } from './wording';

export interface DistinctQuestion {
  readonly of: EntityKind;
  readonly counted: PartnerKind;
  readonly window: '24h' | '7d' | '30d';
  readonly scale: Scale;
}

/**
 * Too many distinct partners of one entity in a window, this transaction's own among them. Silent where the
 * transaction does not name a partner of that kind.
 */
export function distinctFinding(
  { transaction, entities }: Facts,
  { of, counted, window, scale }: DistinctQuestion,
): Finding | undefined {
  const entity = entities[of];
  if (transaction.type === 'refund' || entity === undefined) return undefined;
  if (entities[counted] === undefined) return undefined;
  const earlier = entity[WINDOW_FIELDS[window]][PARTNER_FIELDS[counted]];
  const value = isWithin(entity.seenWith[counted], window) ? earlier : earlier + 1;
  const strength = strengthOf(value, scale);
  if (strength === 0) return undefined;
  const subject = entityPhrase(of).replace('this', 'This');
  const reason = `${subject} was seen with ${value} different ${PARTNER_FIELDS[counted]} in the last ${windowPhrase(window)}.`;
  return { strength, value, threshold: scale.threshold, unit: 'count', window, reason };
}

function isWithin(acquaintance: Acquaintance | undefined, window: DistinctQuestion['window']): boolean {
  return acquaintance !== undefined && WIDTHS.indexOf(acquaintance.within) <= WIDTHS.indexOf(window);
}

const WIDTHS = ['1h', '24h', '7d', '30d', '90d'] as const;
const WINDOW_FIELDS = { '24h': 'last24h', '7d': 'last7d', '30d': 'last30d' } as const;
const PARTNER_FIELDS = { customer: 'customers', instrument: 'instruments', device: 'devices' } as const;
