import { RowReader } from './row-reader';
import type { Amounts, Tile } from '../tiles';

/**
 * Tiles as they are kept: numbers in one flat row. Of each tile how many tiles it is after the one before; then
 * `~currency, amount` where one transaction, no refund, is all that happened, as in most tiles; else
 * `count, refunds, number of currencies` and of each of these `currency, ...amounts`. A currency is its position in
 * `currencies`.
 */
export type TileRow = readonly number[];

export function packTiles(tiles: readonly Tile[], currencies: readonly string[]): TileRow {
  const row: number[] = [];
  let before = 0;
  for (const tile of tiles) {
    row.push(tile[0] - before);
    packTile(row, tile, currencies);
    before = tile[0];
  }
  return row;
}

export function readTiles(row: TileRow, currencies: readonly string[]): Tile[] {
  const reader = new RowReader(row);
  const tiles: Tile[] = [];
  let index = 0;
  while (!reader.isAtEnd) {
    index += reader.next();
    tiles.push(readTile(reader, index, currencies));
  }
  return tiles;
}

function packTile(row: number[], tile: Tile, currencies: readonly string[]): void {
  const [, count, refunds, amounts] = tile;
  const own = Object.keys(amounts);
  if (isSinglePayment(tile, own)) {
    row.push(~currencies.indexOf(own[0] ?? ''), amounts[own[0] ?? '']?.[1] ?? 0);
    return;
  }
  row.push(count, refunds, own.length);
  for (const currency of own) row.push(currencies.indexOf(currency), ...(amounts[currency] ?? NO_AMOUNTS));
}

const NO_AMOUNTS: Amounts = [0, 0, 0, 0, 0];

function isSinglePayment([, count, refunds, amounts]: Tile, currencies: readonly string[]): boolean {
  const [currency = '', ...others] = currencies;
  return count === 1 && refunds === 0 && others.length === 0 && areOfOne(amounts[currency] ?? NO_AMOUNTS);
}

/** Every number is looked at: one that was taken out again can leave a sum that is no payment's. */
function areOfOne([count, sum, largest, secondLargest, refundSum]: Amounts): boolean {
  return count === 1 && sum === largest && secondLargest === 0 && refundSum === 0;
}

function readTile(reader: RowReader, index: number, currencies: readonly string[]): Tile {
  const head = reader.next();
  if (head < 0) {
    const amount = reader.next();
    return [index, 1, 0, { [currencyAt(currencies, ~head)]: [1, amount, amount, 0, 0] }];
  }
  const refunds = reader.next();
  const amounts: Record<string, Amounts> = {};
  for (let left = reader.next(); left > 0; left--) {
    amounts[currencyAt(currencies, reader.next())] = readAmounts(reader);
  }
  return [index, head, refunds, amounts];
}

function readAmounts(reader: RowReader): Amounts {
  return [reader.next(), reader.next(), reader.next(), reader.next(), reader.next()];
}

function currencyAt(currencies: readonly string[], position: number): string {
  return currencies[position] ?? '';
}
