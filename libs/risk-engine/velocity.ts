import type { EntityKind } from './entity';
import type { Finding } from './factor';
import type { EntityFacts, Facts } from './facts';
import { strengthOf } from './strength';
import { entityPhrase, windowPhrase } from './wording';

/** The number of transactions, this one included, from which the pace of a kind of entity is worth a word. */
export interface VelocityLimits {
  readonly perHour: number;
  readonly perDay: number;
}

/**
 * An unusual pace of one entity: in the last hour or the last day, whichever says more. An entity that is
 * always busy is held against its own norm: twice a usual day within an hour, or three usual days within one.
 */
export function velocityFinding(
  { transaction, entities }: Facts,
  kind: EntityKind,
  limits: VelocityLimits,
): Finding | undefined {
  const entity = entities[kind];
  if (transaction.type === 'refund' || entity === undefined) return undefined;
  const norm = dailyNorm(entity);
  const hour = paceFinding(kind, norm, {
    window: '1h',
    earlier: entity.last1h.count,
    limit: limits.perHour,
    normFactor: 2,
  });
  const day = paceFinding(kind, norm, {
    window: '24h',
    earlier: entity.last24h.count,
    limit: limits.perDay,
    normFactor: 3,
  });
  return (day?.strength ?? 0) > (hour?.strength ?? 0) ? day : hour;
}

/**
 * Transactions a day over the last 30 days or since the entity is known, the last day left out so that a spree
 * does not raise its own norm. 0 where less than two days are known.
 */
export function dailyNorm({ knownDays, last30d, last24h }: EntityFacts): number {
  if (knownDays < 2) return 0;
  return (last30d.count - last24h.count) / (Math.min(knownDays, 30) - 1);
}

interface Pace {
  readonly window: '1h' | '24h';
  readonly earlier: number;
  readonly limit: number;
  readonly normFactor: number;
}

const FULL_AT_TIMES_THRESHOLD = 3;

function paceFinding(
  kind: EntityKind,
  norm: number,
  { window, earlier, limit, normFactor }: Pace,
): Finding | undefined {
  const value = earlier + 1;
  const threshold = Math.max(limit, Math.ceil(norm * normFactor));
  const strength = strengthOf(value, { threshold, full: threshold * FULL_AT_TIMES_THRESHOLD });
  if (strength === 0) return undefined;
  const counted = `This is number ${value} of ${entityPhrase(kind)} in the last ${windowPhrase(window)}`;
  const baseline = Math.round(norm * 10) / 10;
  if (baseline === 0) {
    return { strength, value, threshold, unit: 'count', window, reason: `${counted}.` };
  }
  const reason = `${counted}; its usual pace is ${baseline} a day.`;
  return { strength, value, baseline, threshold, unit: 'count', window, reason };
}
