import type { Contribution } from './contribution';

/**
 * What happened in one stretch of time, as a tuple: profiles are read and written with every decision, and
 * field names would be most of their bytes. `index` is the time divided by the length of the tile.
 */
export type Tile = readonly [
  index: number,
  count: number,
  refunds: number,
  amounts: Readonly<Record<string, Amounts>>,
];

/** Sums of one currency in minor units. The second largest is kept so that the largest can be taken out again. */
export type Amounts = readonly [
  count: number,
  sum: number,
  largest: number,
  secondLargest: number,
  refundSum: number,
];

/** A row of tiles of one length. It keeps `reach` tiles before the newest: a bound on its size. */
export interface Resolution {
  readonly tileMs: number;
  readonly reach: number;
}

const MINUTE_MS = 60_000;
export const FIVE_MINUTES: Resolution = { tileMs: 5 * MINUTE_MS, reach: 12 };
export const HOURS: Resolution = { tileMs: 60 * MINUTE_MS, reach: 24 };
export const DAYS: Resolution = { tileMs: 24 * 60 * MINUTE_MS, reach: 30 };

const MAX_CURRENCIES = 4;
const NO_AMOUNTS: Amounts = [0, 0, 0, 0, 0];

export function tileIndex(atMs: number, { tileMs }: Resolution): number {
  return Math.floor(atMs / tileMs);
}

/**
 * The row with one transaction more, tiles ascending by time. A transaction older than the row reaches back
 * from its newest tile is not added: had it come in time, it would be pruned by now.
 */
export function addToTiles(
  tiles: readonly Tile[],
  seen: Contribution,
  resolution: Resolution,
  keepsAmount: boolean,
): readonly Tile[] {
  const index = tileIndex(seen.occurredAtMs, resolution);
  const oldest = Math.max(index, tiles.at(-1)?.[0] ?? index) - resolution.reach;
  const kept = tiles.filter((tile) => tile[0] >= oldest);
  if (index < oldest) return kept;
  const existing = kept.find((tile) => tile[0] === index) ?? [index, 0, 0, {}];
  return [
    ...kept.filter((tile) => tile[0] < index),
    addToTile(existing, seen, keepsAmount),
    ...kept.filter((tile) => tile[0] > index),
  ];
}

/** The row with one transaction less; the inverse of adding it, within the limits that `forget` states. */
export function removeFromTiles(
  tiles: readonly Tile[],
  seen: Contribution,
  resolution: Resolution,
): readonly Tile[] {
  const index = tileIndex(seen.occurredAtMs, resolution);
  return tiles.flatMap((tile) => {
    if (tile[0] !== index) return [tile];
    const remaining = removeFromTile(tile, seen);
    return remaining[1] + remaining[2] === 0 ? [] : [remaining];
  });
}

/**
 * Whether a profile keeps amounts in the transaction's currency. It keeps four; a fifth is let in once one of
 * them has nothing left in the days before this transaction.
 */
export function keepsAmountsOf(days: readonly Tile[], seen: Contribution): boolean {
  const oldest = tileIndex(seen.occurredAtMs, DAYS) - DAYS.reach;
  const currencies = new Set<string>();
  for (const [index, , , amounts] of days) {
    if (index >= oldest) for (const currency of Object.keys(amounts)) currencies.add(currency);
  }
  return currencies.has(seen.currency) || currencies.size < MAX_CURRENCIES;
}

function addToTile(tile: Tile, seen: Contribution, keepsAmount: boolean): Tile {
  const [index, count, refunds, amounts] = tile;
  const refund = seen.type === 'refund';
  return [
    index,
    refund ? count : count + 1,
    refund ? refunds + 1 : refunds,
    keepsAmount
      ? { ...amounts, [seen.currency]: addAmount(amounts[seen.currency] ?? NO_AMOUNTS, seen) }
      : amounts,
  ];
}

function addAmount(amounts: Amounts, { type, amountMinor }: Contribution): Amounts {
  const [count, sum, largest, secondLargest, refundSum] = amounts;
  if (type === 'refund') return [count, sum, largest, secondLargest, refundSum + amountMinor];
  return [
    count + 1,
    sum + amountMinor,
    Math.max(largest, amountMinor),
    Math.max(secondLargest, Math.min(largest, amountMinor)),
    refundSum,
  ];
}

function removeFromTile(tile: Tile, seen: Contribution): Tile {
  const [index, count, refunds, amounts] = tile;
  const refund = seen.type === 'refund';
  return [
    index,
    refund ? count : Math.max(0, count - 1),
    refund ? Math.max(0, refunds - 1) : refunds,
    removeAmountFrom(amounts, seen),
  ];
}

function removeAmountFrom(amounts: Tile[3], seen: Contribution): Tile[3] {
  const { [seen.currency]: own, ...others } = amounts;
  if (own === undefined) return amounts;
  const remaining = removeAmount(own, seen);
  const empty = remaining[0] === 0 && remaining[4] === 0;
  return empty ? others : { ...others, [seen.currency]: remaining };
}

function removeAmount(amounts: Amounts, { type, amountMinor }: Contribution): Amounts {
  const [count, sum, largest, secondLargest, refundSum] = amounts;
  if (type === 'refund') return [count, sum, largest, secondLargest, Math.max(0, refundSum - amountMinor)];
  if (count <= 1) return [0, 0, 0, 0, refundSum];
  const rest = Math.max(0, sum - amountMinor);
  if (amountMinor === largest) return [count - 1, rest, secondLargest, 0, refundSum];
  return [count - 1, rest, largest, amountMinor === secondLargest ? 0 : secondLargest, refundSum];
}
