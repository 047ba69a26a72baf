import type { KnownOutcomes } from '../known-outcomes';
import type { Profile } from '../profile';
import type { RecentAmount } from '../recent-amounts';
import { RowReader } from './row-reader';
import { packSightings, readSightings } from './sighting-row';
import type { SightingRow } from './sighting-row';
import { packTiles, readTiles } from './tile-row';
import type { TileRow } from './tile-row';

/**
 * A profile as it is kept: a plain JSON value that holds the same in flat rows, which take half the bytes and half
 * the time to read and to write. Every decision reads and writes one for each of its entities.
 * A new form is a new schema; what was kept in an earlier one stays readable.
 */
export interface StoredProfile extends Pick<Profile, 'earliestMs' | 'latestMs' | 'byHour'> {
  readonly schema: 2;
  /** The rows name a currency by its position here. */
  readonly currencies: readonly string[];
  readonly fiveMinutes: TileRow;
  readonly hours: TileRow;
  readonly days: TileRow;
  readonly customers: SightingRow;
  readonly instruments: SightingRow;
  readonly devices: SightingRow;
  readonly recentAmounts: AmountRow;
  readonly outcomes?: KnownOutcomes;
}

/** Of each amount: hour, position of the currency, amount, times. */
type AmountRow = readonly number[];

export function packProfile(profile: Profile): StoredProfile {
  const currencies = currenciesOf(profile);
  const { earliestMs, latestMs, byHour, outcomes } = profile;
  return {
    schema: 2,
    currencies,
    earliestMs,
    latestMs,
    byHour,
    fiveMinutes: packTiles(profile.fiveMinutes, currencies),
    hours: packTiles(profile.hours, currencies),
    days: packTiles(profile.days, currencies),
    customers: packSightings(profile.customers),
    instruments: packSightings(profile.instruments),
    devices: packSightings(profile.devices),
    recentAmounts: packRecentAmounts(profile.recentAmounts, currencies),
    ...(outcomes && { outcomes }),
  };
}

/**
 * The profile from any form in which one was ever kept.
 *
 * @throws UnreadableProfileError where it is of a later version than this one.
 */
export function readProfile(stored: unknown): Profile {
  const profile = stored as Profile | StoredProfile;
  if (profile.schema === 1) return profile;
  if ((profile.schema as number) !== 2) throw new UnreadableProfileError(String(profile.schema));
  const { currencies, earliestMs, latestMs, byHour, outcomes } = profile;
  return {
    schema: 1,
    earliestMs,
    latestMs,
    byHour,
    fiveMinutes: readTiles(profile.fiveMinutes, currencies),
    hours: readTiles(profile.hours, currencies),
    days: readTiles(profile.days, currencies),
    customers: readSightings(profile.customers),
    instruments: readSightings(profile.instruments),
    devices: readSightings(profile.devices),
    recentAmounts: readRecentAmounts(profile.recentAmounts, currencies),
    ...(outcomes && { outcomes }),
  };
}

export class UnreadableProfileError extends Error {
  override readonly name = 'UnreadableProfileError';

  constructor(schema: string) {
    super(`a profile of the schema ${schema} was stored by a later version`);
  }
}

function currenciesOf({ fiveMinutes, hours, days, recentAmounts }: Profile): string[] {
  const currencies = new Set<string>();
  for (const tiles of [days, hours, fiveMinutes]) {
    for (const tile of tiles) for (const currency in tile[3]) currencies.add(currency);
  }
  for (const amount of recentAmounts) currencies.add(amount[1]);
  return [...currencies];
}

function packRecentAmounts(recent: readonly RecentAmount[], currencies: readonly string[]): AmountRow {
  const row: number[] = [];
  for (const [hour, currency, amountMinor, times] of recent) {
    row.push(hour, currencies.indexOf(currency), amountMinor, times);
  }
  return row;
}

function readRecentAmounts(row: AmountRow, currencies: readonly string[]): RecentAmount[] {
  const reader = new RowReader(row);
  const recent: RecentAmount[] = [];
  while (!reader.isAtEnd) {
    recent.push([reader.next(), currencies[reader.next()] ?? '', reader.next(), reader.next()]);
  }
  return recent;
}
