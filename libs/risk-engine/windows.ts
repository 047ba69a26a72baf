import type { FraudTile } from './known-outcomes';
import type { Profile } from './profile';
import type { Sighting } from './sightings';
import { DAYS, FIVE_MINUTES, HOURS, tileIndex } from './tiles';
import type { Resolution, Tile } from './tiles';

/** What an entity did in one window. Amounts are minor units of the one currency that was asked for. */
export interface Window {
  /** Transactions in any currency, refunds not among them. */
  readonly count: number;
  /** Those of them in the currency asked for: what `amount`, `average` and `max` are of. */
  readonly currencyCount: number;
  readonly amount: number;
  /** `amount / currencyCount`, not rounded; 0 when there is none. */
  readonly average: number;
  readonly max: number;
  /** Refunds in any currency. */
  readonly refunds: number;
  readonly refundAmount: number;
  /** Distinct members, exact up to 64. */
  readonly customers: number;
  readonly instruments: number;
  readonly devices: number;
  /** Known bad outcomes that were told in it, whenever the transactions happened. */
  readonly fraud: number;
}

export interface Windows {
  readonly last1h: Window;
  readonly last24h: Window;
  readonly last7d: Window;
  readonly last30d: Window;
}

/** The length of a window as the API writes it; 90d is how long a set remembers its members. */
export type WindowName = '1h' | '24h' | '7d' | '30d' | '90d';

/**
 * The windows of an entity as they stand at a time. A window is made of whole tiles: from the one that holds
 * its edge to the one that holds `atMs`. So last1h covers 60 to 65 minutes, last24h 24 to 25 hours, last7d 7
 * to 8 days and last30d 30 to 31. What lies in later tiles does not count.
 *
 * Seen from before the newest transaction, a window can lack tiles, because a profile keeps only those that
 * the newest needs; and its distinct counts may be too high, because a set knows of a member's first and last
 * time but not of the gaps between.
 */
export function windowsAt(profile: Profile, atMs: number, currency: string): Windows {
  return {
    last1h: windowOf(profile, { row: 'fiveMinutes', span: spanBefore(atMs, '1h'), currency }),
    last24h: windowOf(profile, { row: 'hours', span: spanBefore(atMs, '24h'), currency }),
    last7d: windowOf(profile, { row: 'days', span: spanBefore(atMs, '7d'), currency }),
    last30d: windowOf(profile, { row: 'days', span: spanBefore(atMs, '30d'), currency }),
  };
}

/** A stretch of whole tiles of one length, both ends included. */
export interface Span {
  readonly resolution: Resolution;
  readonly firstTile: number;
  readonly lastTile: number;
}

export function spanBefore(atMs: number, name: Exclude<WindowName, '90d'>): Span {
  const { resolution, tiles } = SPANS[name];
  const lastTile = tileIndex(atMs, resolution);
  return { resolution, firstTile: lastTile - tiles, lastTile };
}

export function isInSpan(tile: number, { firstTile, lastTile }: Span): boolean {
  return tile >= firstTile && tile <= lastTile;
}

export function isSeenWithin(sighting: Sighting, span: Span): boolean {
  const { first, end } = boundsOf(span);
  return sighting[2] < end && sighting[3] >= first;
}

const SPANS: Record<Exclude<WindowName, '90d'>, { resolution: Resolution; tiles: number }> = {
  '1h': { resolution: FIVE_MINUTES, tiles: 12 },
  '24h': { resolution: HOURS, tiles: 24 },
  '7d': { resolution: DAYS, tiles: 7 },
  '30d': { resolution: DAYS, tiles: 30 },
};

interface WindowQuestion {
  readonly row: 'fiveMinutes' | 'hours' | 'days';
  readonly span: Span;
  readonly currency: string;
}

/** Plain loops, here and below: every decision runs through some hundreds of tiles and sightings. */
function windowOf(profile: Profile, { row, span, currency }: WindowQuestion): Window {
  const { count, currencyCount, amount, max, refunds, refundAmount } = sumsOf(profile[row], span, currency);
  return {
    count,
    currencyCount,
    amount,
    average: currencyCount === 0 ? 0 : amount / currencyCount,
    max,
    refunds,
    refundAmount,
    customers: countSeen(profile.customers, span),
    instruments: countSeen(profile.instruments, span),
    devices: countSeen(profile.devices, span),
    fraud: countFrauds(profile.outcomes?.[row] ?? [], span),
  };
}

type Sums = Omit<Window, 'average' | 'customers' | 'instruments' | 'devices' | 'fraud'>;

function sumsOf(tiles: readonly Tile[], { firstTile, lastTile }: Span, currency: string): Sums {
  const sums = { count: 0, currencyCount: 0, amount: 0, max: 0, refunds: 0, refundAmount: 0 };
  for (const tile of tiles) {
    if (tile[0] < firstTile || tile[0] > lastTile) continue;
    sums.count += tile[1];
    sums.refunds += tile[2];
    const own = tile[3][currency];
    if (own === undefined) continue;
    sums.currencyCount += own[0];
    sums.amount += own[1];
    if (own[2] > sums.max) sums.max = own[2];
    sums.refundAmount += own[4];
  }
  return sums;
}

function countSeen(sightings: readonly Sighting[], span: Span): number {
  const { first, end } = boundsOf(span);
  let count = 0;
  for (const sighting of sightings) if (sighting[2] < end && sighting[3] >= first) count++;
  return count;
}

/** In five-minute tiles: from `first` to before `end`. */
function boundsOf({ resolution, firstTile, lastTile }: Span): { first: number; end: number } {
  const fiveMinuteTiles = resolution.tileMs / FIVE_MINUTES.tileMs;
  return { first: firstTile * fiveMinuteTiles, end: (lastTile + 1) * fiveMinuteTiles };
}

function countFrauds(told: readonly FraudTile[], span: Span): number {
  let count = 0;
  for (const [index, frauds] of told) if (isInSpan(index, span)) count += frauds;
  return count;
}
