import type { Fingerprints, PartnerKind } from './contribution';
import type { EntityKind } from './entity';
import { entitiesOf } from './entity';
import type { KnownOutcomes, OutcomeTimes } from './known-outcomes';
import type { MandateFacts } from './mandate';
import { emptyProfile, hourOfDay } from './profile';
import type { Profile } from './profile';
import { mostRepeated } from './recent-amounts';
import type { Sighting } from './sightings';
import { DAYS, FIVE_MINUTES } from './tiles';
import type { Transaction } from './transaction';
import { isInSpan, isSeenWithin, spanBefore, windowsAt } from './windows';
import type { WindowName, Windows } from './windows';

/** Everything that a decision depends on: a plain JSON value, recorded with the decision and replayed from. */
export interface Facts {
  readonly schema: 1;
  readonly transaction: Transaction;
  /** One for each entity that the transaction names. */
  readonly entities: Readonly<Partial<Record<EntityKind, EntityFacts>>>;
  /** Absent where no list holds any of the transaction's values. */
  readonly lists?: ListMemberships;
  /** Absent where no agent signed, or one without a mandate. */
  readonly mandate?: MandateFacts;
}

/** By the list's name: which of the transaction's `listableValues` it holds. A list that holds none is not there. */
export type ListMemberships = Readonly<Record<string, readonly string[]>>;

/** What is known of an entity before the transaction. Days are whole and rounded down. */
export interface EntityFacts extends Windows {
  /** Nothing earlier is known of it. */
  readonly isNew: boolean;
  /** Since it was first seen or, for a customer, since `createdAtMs` where that is earlier. */
  readonly ageDays: number;
  /** Since it was first seen; 0 when new. */
  readonly knownDays: number;
  /** Since it was last seen; 0 when new, and 0 when a later transaction is known already. */
  readonly idleDays: number;
  readonly rhythm: Rhythm;
  /** Distinct members that its profile remembers: those of the 90 days before it was last seen, at most 64. */
  readonly remembered: Readonly<Record<PartnerKind, number>>;
  /** How well it knows the transaction's customer, instrument and device; no entry where it doesn't. */
  readonly seenWith: Readonly<Partial<Record<PartnerKind, Acquaintance>>>;
  /**
   * Half of the days of `last30d` that had a transaction in this currency had a lower average, half a higher one.
   * A few outliers, however large, hardly move it. 0 where fewer than 7 days had one.
   */
  readonly usualAmount: number;
  /** Of the transactions of `last24h` in this currency, the most that had one and the same amount. */
  readonly repeatedAmount: number;
  /** Absent where no fraud was told in `last30d`. */
  readonly knownFraud?: KnownFraud;
}

/** What is known beside the number of frauds told in `last30d`. Days are days of the calendar, in UTC. */
export interface KnownFraud {
  /** Since the first of them was told. */
  readonly firstToldDays: number;
  /** Since the last of them was told. */
  readonly lastToldDays: number;
  /** Transactions after the latest fraud that were called legitimate since; at most 8. */
  readonly cleared: number;
}

/** Earlier transactions, those of `last24h` left out: a spree at night must not make the night usual. */
export interface Rhythm {
  readonly total: number;
  /** Those in the transaction's hour of the day (UTC), the hour before or the hour after. */
  readonly sameHours: number;
}

export interface Acquaintance {
  readonly times: number;
  readonly firstDays: number;
  /** The shortest window that holds the last time they were seen together; 90d also for longer ago. */
  readonly within: WindowName;
}

/** What is known beside the profiles. */
export interface FactsBeside {
  readonly lists?: ListMemberships | undefined;
  readonly mandate?: MandateFacts | undefined;
}

/** `profiles` are those of the transaction's own entities as they stand before it; a missing one is empty. */
export function gatherFacts(
  transaction: Transaction,
  profiles: ReadonlyMap<EntityKind, Profile>,
  fingerprints: Fingerprints,
  { lists = {}, mandate }: FactsBeside = {},
): Facts {
  const entities: Partial<Record<EntityKind, EntityFacts>> = {};
  for (const { kind } of entitiesOf(transaction)) {
    const profile = profiles.get(kind) ?? emptyProfile();
    entities[kind] = entityFacts(transaction, profile, fingerprints, kind);
  }
  return {
    ...{ schema: 1, transaction, entities },
    ...(Object.keys(lists).length > 0 && { lists }),
    ...(mandate && { mandate }),
  };
}

function entityFacts(
  { occurredAtMs: atMs, currency, customer }: Transaction,
  profile: Profile,
  fingerprints: Fingerprints,
  kind: EntityKind,
): EntityFacts {
  const firstSeenMs = profile.earliestMs[0] ?? atMs;
  const createdAtMs = kind === 'customer' ? (customer.createdAtMs ?? atMs) : atMs;
  return {
    isNew: profile.earliestMs[0] === undefined || profile.earliestMs[0] > atMs,
    ageDays: wholeDays(atMs - Math.min(firstSeenMs, createdAtMs)),
    knownDays: wholeDays(atMs - firstSeenMs),
    idleDays: wholeDays(atMs - (profile.latestMs[0] ?? atMs)),
    ...windowsAt(profile, atMs, currency),
    rhythm: rhythmAt(profile, atMs),
    remembered: {
      customer: profile.customers.length,
      instrument: profile.instruments.length,
      device: profile.devices.length,
    },
    seenWith: acquaintances(profile, fingerprints, atMs),
    usualAmount: usualAmountOf(profile, atMs, currency),
    repeatedAmount: mostRepeated(profile.recentAmounts, currency, spanBefore(atMs, '24h')),
    ...knownFraudOf(profile, atMs),
  };
}

/** Of fewer days, the middle one says little. */
const MIN_USUAL_DAYS = 7;

function usualAmountOf({ days }: Profile, atMs: number, currency: string): number {
  const span = spanBefore(atMs, '30d');
  const averages: number[] = [];
  for (const tile of days) {
    const own = isInSpan(tile[0], span) ? tile[3][currency] : undefined;
    if (own !== undefined && own[0] > 0) averages.push(own[1] / own[0]);
  }
  if (averages.length < MIN_USUAL_DAYS) return 0;
  averages.sort((a, b) => a - b);
  const upper = averages[averages.length >> 1] ?? 0;
  const lower = averages[(averages.length - 1) >> 1] ?? 0;
  return (lower + upper) / 2;
}

function knownFraudOf({ outcomes }: Profile, atMs: number): Pick<EntityFacts, 'knownFraud'> {
  if (outcomes === undefined) return {};
  const span = spanBefore(atMs, '30d');
  const told = outcomes.days.map(([index]) => index).filter((index) => isInSpan(index, span));
  const [first] = told;
  const last = told.at(-1);
  if (first === undefined || last === undefined) return {};
  const firstToldDays = span.lastTile - first;
  return {
    knownFraud: { firstToldDays, lastToldDays: span.lastTile - last, cleared: clearedAt(outcomes, atMs) },
  };
}

function clearedAt({ latestFrauds, latestLegitimates }: KnownOutcomes, atMs: number): number {
  const toldBy = (times: readonly OutcomeTimes[]) =>
    times.filter(([reportedAtMs]) => reportedAtMs <= atMs).map(([, occurredAtMs]) => occurredAtMs);
  const frauds = toldBy(latestFrauds);
  if (frauds.length === 0) return 0;
  const latestFraudMs = Math.max(...frauds);
  return toldBy(latestLegitimates).filter((occurredAtMs) => occurredAtMs > latestFraudMs).length;
}

function rhythmAt({ byHour, hours }: Profile, atMs: number): Rhythm {
  const { firstTile, lastTile } = spanBefore(atMs, '24h');
  const now = hourOfDay(atMs);
  const isNear = (hour: number): boolean => (hour - now + 25) % 24 <= 2;
  let total = 0;
  let sameHours = 0;
  for (const [hour, count] of byHour.entries()) {
    total += count;
    if (isNear(hour)) sameHours += count;
  }
  for (const tile of hours) {
    if (tile[0] < firstTile || tile[0] > lastTile) continue;
    total -= tile[1];
    if (isNear(tile[0] % 24)) sameHours -= tile[1];
  }
  return { total, sameHours };
}

function acquaintances(
  { customers, instruments, devices }: Profile,
  fingerprints: Fingerprints,
  atMs: number,
): EntityFacts['seenWith'] {
  const customer = acquaintance(customers, fingerprints.customer, atMs);
  const instrument = acquaintance(instruments, fingerprints.instrument, atMs);
  const device = acquaintance(devices, fingerprints.device, atMs);
  return { ...(customer && { customer }), ...(instrument && { instrument }), ...(device && { device }) };
}

function acquaintance(
  sightings: readonly Sighting[],
  fingerprint: string | undefined,
  atMs: number,
): Acquaintance | undefined {
  const sighting = sightings.find(([own]) => own === fingerprint);
  if (sighting === undefined) return undefined;
  const [, times, firstTile] = sighting;
  const within = NARROWEST_FIRST.find((name) => isSeenWithin(sighting, spanBefore(atMs, name))) ?? '90d';
  return { times, firstDays: wholeDays(atMs - firstTile * FIVE_MINUTES.tileMs), within };
}

const NARROWEST_FIRST = ['1h', '24h', '7d', '30d'] as const;

function wholeDays(durationMs: number): number {
  return Math.max(0, Math.floor(durationMs / DAYS.tileMs));
}
