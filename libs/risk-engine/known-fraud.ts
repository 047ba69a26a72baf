import type { EntityKind } from './entity';
import type { Finding } from './factor';
import type { EntityFacts, Facts, KnownFraud } from './facts';
import { strengthOf } from './strength';
import { entityPhrase, windowPhrase } from './wording';

export interface KnownFraudQuestion {
  readonly of: EntityKind;
  /** Whether it is many people's, like a shop or an address, and not one person's own, like a card. */
  readonly isPlace: boolean;
}

/**
 * Frauds told of an entity in 30 days. One person's card stays stolen: one report says half, three say all. At a
 * place one can be chance: each report says a fifth, and somebody acts on them, so the strength falls in a
 * straight line to a half when the first of them is 30 days old. Each later transaction that was called
 * legitimate takes a third off.
 *
 * A place that many people use has frauds told of it without being bad: only a share counts that is beyond what
 * card schemes put merchants under watch for.
 */
export function knownFraudFinding(facts: Facts, question: KnownFraudQuestion): Finding | undefined {
  const entity = facts.entities[question.of];
  if (facts.transaction.type === 'refund' || entity?.knownFraud === undefined) return undefined;
  const strength = strengthFor(entity, entity.knownFraud, question);
  if (strength === 0) return undefined;
  const value = entity.last30d.fraud;
  const window = '30d';
  const reason = `${countedFrauds(value)} with ${entityPhrase(question.of)} in the last ${windowPhrase(window)}, ${told(value, entity.knownFraud)}.`;
  const { firstToldDays, lastToldDays, cleared } = entity.knownFraud;
  const observed = { firstToldDays, lastToldDays, cleared };
  return { strength, value, threshold: OWN_SCALE.threshold, unit: 'count', window, observed, reason };
}

function strengthFor(
  entity: EntityFacts,
  { firstToldDays, cleared }: KnownFraud,
  { isPlace }: KnownFraudQuestion,
): number {
  const { fraud } = entity.last30d;
  const doubt = Math.max(0, 1 - cleared / CLEARED_BY);
  if (!isPlace) return strengthOf(fraud, OWN_SCALE) * doubt;
  if (!isMoreThanPlacesHave(entity)) return 0;
  const freshness = 1 - firstToldDays / HALF_FRESH_DAYS / 2;
  return Math.min(1, fraud / FULL_AT_PLACE) * freshness * doubt;
}

const OWN_SCALE = { threshold: 1, full: 3 };
const FULL_AT_PLACE = 5;
const HALF_FRESH_DAYS = 30;
const CLEARED_BY = 3;
const MIN_SHARE_OF_PLACE = 0.02;

/** Of the transactions of the same days, the last day left out: a spree must not make the frauds look few. */
function isMoreThanPlacesHave({ last30d, last24h }: EntityFacts): boolean {
  return last30d.fraud >= (last30d.count - last24h.count) * MIN_SHARE_OF_PLACE;
}

function countedFrauds(count: number): string {
  return count === 1 ? '1 known fraud' : `${count} known frauds`;
}

function told(count: number, { lastToldDays }: KnownFraud): string {
  const when = lastToldDays === 0 ? 'today' : lastToldDays === 1 ? '1 day ago' : `${lastToldDays} days ago`;
  return count === 1 ? `told ${when}` : `the last told ${when}`;
}
