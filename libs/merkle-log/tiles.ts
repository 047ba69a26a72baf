import type { Subtree } from './subtree';
import { HASH_BYTES, nodeHash } from './tree-hash';

/** In levels of the tree, as C2SP tlog-tiles has it. */
export const TILE_HEIGHT = 8;
/** Hashes in a full tile. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** A tile of level L holds the hashes of 256 perfect subtrees of the tree's level 8·L, one behind the other. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
}

/** The hashes that a subtree's hash is made of: `width` of them, from the `offset`-th on. */
export interface TileSlice extends TilePlace {
  readonly offset: number;
  readonly width: number;
}

export function tileOf({ level, index }: Subtree): TileSlice {
  const width = 2 ** (level % TILE_HEIGHT);
  const first = index * width;
  const offset = first % TILE_WIDTH;
  return { level: Math.floor(level / TILE_HEIGHT), index: (first - offset) / TILE_WIDTH, offset, width };
}

/**
 * The hash of the subtree over a slice of a tile.
 *
 * @throws RangeError where the slice isn't 1, 2, 4 … 256 hashes.
 */
export function hashInTile(hashes: Buffer): Buffer {
  const width = hashes.length / HASH_BYTES;
  if (!Number.isInteger(Math.log2(width)) || width < 1 || width > TILE_WIDTH) {
    throw new RangeError(`${hashes.length} bytes are no slice of a tile`);
  }
  let row = Array.from({ length: width }, (_, place) =>
    hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
  );
  while (row.length > 1) row = row.flatMap((left, place) => pairOf(row, left, place));
  return Buffer.concat(row);
}

function pairOf(row: readonly Buffer[], left: Buffer, place: number): Buffer[] {
  const right = row[place + 1];
  return place % 2 === 1 || right === undefined ? [] : [nodeHash(left, right)];
}
