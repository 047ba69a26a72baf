import { hashInTile, tileOf } from '@libs/merkle-log/tiles';
import type { TilePlace } from '@libs/merkle-log/tiles';
import type { Subtree } from '@libs/merkle-log/subtree';
import { HASH_BYTES } from '@libs/merkle-log/tree-hash';

/** Tiles that were read, by their `tileKey`. */
export type Tiles = ReadonlyMap<string, Buffer>;

export function tileKey({ level, index }: TilePlace): string {
  return `${level}/${index}`;
}

/** Each tile once. */
export function tilesOf(subtrees: readonly Subtree[]): TilePlace[] {
  const places = subtrees.map(tileOf).map(({ level, index }) => ({ level, index }));
  return [...new Map(places.map((place) => [tileKey(place), place])).values()];
}

/** Throws where the tiles don't reach so far: the tree is smaller than it says. */
export function subtreeHash(tiles: Tiles, subtree: Subtree): Buffer {
  const { offset, width, ...place } = tileOf(subtree);
  const slice = tiles.get(tileKey(place))?.subarray(offset * HASH_BYTES, (offset + width) * HASH_BYTES);
  if (slice?.length !== width * HASH_BYTES) {
    throw new Error(`the tile ${tileKey(place)} lacks hashes that the tree has`);
  }
  return hashInTile(slice);
}
