import type { Contribution, Fingerprints } from './contribution';
import { addOutcome, removeOutcome } from './known-outcomes';
import type { KnownOutcomes, Outcome } from './known-outcomes';
import { addRecentAmount, removeRecentAmount } from './recent-amounts';
import type { RecentAmount } from './recent-amounts';
import { addSighting, removeSighting } from './sightings';
import type { Sighting } from './sightings';
import { addToTiles, DAYS, FIVE_MINUTES, HOURS, keepsAmountsOf, removeFromTiles, tileIndex } from './tiles';
import type { Tile } from './tiles';

/**
 * All that is remembered of one entity: a plain JSON value of at most {@link MAX_PROFILE_BYTES}, whatever the
 * number of transactions behind it. Refunds count in the tiles' refund fields and nowhere else.
 *
 * Sums are exact up to 2^53 minor units a tile.
 */
export interface Profile {
  readonly schema: 1;
  /** The two earliest times, ascending; two, so that one transaction can be forgotten. */
  readonly earliestMs: readonly number[];
  /** The two latest times, descending. */
  readonly latestMs: readonly number[];
  /** Transactions by hour of the day in UTC, over the whole life of the entity: empty, or 24 numbers. */
  readonly byHour: readonly number[];
  readonly fiveMinutes: readonly Tile[];
  readonly hours: readonly Tile[];
  readonly days: readonly Tile[];
  readonly customers: readonly Sighting[];
  readonly instruments: readonly Sighting[];
  readonly devices: readonly Sighting[];
  readonly recentAmounts: readonly RecentAmount[];
  /** Absent while nothing is known. */
  readonly outcomes?: KnownOutcomes;
}

/**
 * An upper bound on `JSON.stringify(profile).length`: 69 tiles of four currencies, three sets of 64 and
 * what was told, with ten digits in every count and sixteen in every sum.
 */
export const MAX_PROFILE_BYTES = 40_000;

const HOURS_A_DAY = 24;
const KEPT_TIMES = 2;

export function emptyProfile(): Profile {
  return {
    schema: 1,
    earliestMs: [],
    latestMs: [],
    byHour: [],
    fiveMinutes: [],
    hours: [],
    days: [],
    customers: [],
    instruments: [],
    devices: [],
    recentAmounts: [],
  };
}

/**
 * The profile with one transaction more; the one given is left as it was. The order in which transactions are
 * recorded leaves no trace, but where a limit forces it: a fifth currency, a 65th member of a set, and the
 * `times` and first tile of a member when a transaction comes 90 days late.
 */
export function recordTransaction(profile: Profile, seen: Contribution): Profile {
  const keepsAmount = keepsAmountsOf(profile.days, seen);
  const tiles = {
    fiveMinutes: addToTiles(profile.fiveMinutes, seen, FIVE_MINUTES, keepsAmount),
    hours: addToTiles(profile.hours, seen, HOURS, keepsAmount),
    days: addToTiles(profile.days, seen, DAYS, keepsAmount),
  };
  if (seen.type === 'refund') return { ...profile, ...tiles };
  const latestMs = [...profile.latestMs, seen.occurredAtMs].sort((a, b) => b - a).slice(0, KEPT_TIMES);
  const newestMs = latestMs[0] ?? seen.occurredAtMs;
  return {
    ...profile,
    ...tiles,
    earliestMs: [...profile.earliestMs, seen.occurredAtMs].sort((a, b) => a - b).slice(0, KEPT_TIMES),
    latestMs,
    byHour: countHour(profile.byHour, seen.occurredAtMs, 1),
    recentAmounts: addRecentAmount(profile.recentAmounts, seen),
    ...addSightings(profile, seen, tileIndex(newestMs, FIVE_MINUTES)),
  };
}

/**
 * The profile without one transaction that was recorded in it, so that a deliberate second evaluation does not
 * see the first. Exact for counts, sums and membership of sets.
 *
 * Limits. Maxima, first and last times are exact for one transaction, the two largest and outermost being
 * kept; forgetting more of them one after another can leave a maximum too low. A member of a set that other
 * transactions saw too keeps its last time. A currency that had no room when the transaction was recorded,
 * and has now, loses an amount that it never had.
 */
export function forgetTransaction(profile: Profile, seen: Contribution): Profile {
  const tiles = {
    fiveMinutes: removeFromTiles(profile.fiveMinutes, seen, FIVE_MINUTES),
    hours: removeFromTiles(profile.hours, seen, HOURS),
    days: removeFromTiles(profile.days, seen, DAYS),
  };
  if (seen.type === 'refund') return { ...profile, ...tiles };
  return {
    ...profile,
    ...tiles,
    earliestMs: withoutOne(profile.earliestMs, seen.occurredAtMs),
    latestMs: withoutOne(profile.latestMs, seen.occurredAtMs),
    byHour: countHour(profile.byHour, seen.occurredAtMs, -1),
    recentAmounts: removeRecentAmount(profile.recentAmounts, seen),
    ...removeSightings(profile, seen.fingerprints),
  };
}

/**
 * The profile with what was told about one of the entity's transactions. It counts from `reportedAtMs`, not from
 * the transaction, and touches nothing that the transaction left: outcomes and transactions come in any order.
 */
export function recordOutcome(profile: Profile, outcome: Outcome): Profile {
  return { ...profile, outcomes: addOutcome(profile.outcomes, outcome) };
}

/** The profile without an outcome that was recorded in it: a label that changed, or a mistake. */
export function forgetOutcome(profile: Profile, outcome: Outcome): Profile {
  const { outcomes, ...others } = profile;
  const remaining = removeOutcome(outcomes, outcome);
  return remaining === undefined ? others : { ...others, outcomes: remaining };
}

export function hourOfDay(atMs: number): number {
  return tileIndex(atMs, HOURS) % HOURS_A_DAY;
}

function addSightings(
  { customers, instruments, devices }: Profile,
  { occurredAtMs, fingerprints }: Contribution,
  newestTile: number,
): Pick<Profile, 'customers' | 'instruments' | 'devices'> {
  const tile = tileIndex(occurredAtMs, FIVE_MINUTES);
  return {
    customers: addSighting(customers, fingerprints.customer, tile, newestTile),
    instruments: addSighting(instruments, fingerprints.instrument, tile, newestTile),
    devices: addSighting(devices, fingerprints.device, tile, newestTile),
  };
}

function removeSightings(
  { customers, instruments, devices }: Profile,
  fingerprints: Fingerprints,
): Pick<Profile, 'customers' | 'instruments' | 'devices'> {
  return {
    customers: removeSighting(customers, fingerprints.customer),
    instruments: removeSighting(instruments, fingerprints.instrument),
    devices: removeSighting(devices, fingerprints.device),
  };
}

function countHour(byHour: readonly number[], atMs: number, change: 1 | -1): readonly number[] {
  const counts = byHour.length === 0 ? new Array<number>(HOURS_A_DAY).fill(0) : [...byHour];
  const hour = hourOfDay(atMs);
  counts[hour] = Math.max(0, (counts[hour] ?? 0) + change);
  return counts.some((count) => count > 0) ? counts : [];
}

function withoutOne(timesMs: readonly number[], timeMs: number): readonly number[] {
  const position = timesMs.indexOf(timeMs);
  return position === -1 ? timesMs : timesMs.filter((_, index) => index !== position);
}
