import { CompactRange } from '@libs/merkle-log/compact-range';
import { subtreesOf } from '@libs/merkle-log/subtree';
import { TILE_HEIGHT, TILE_WIDTH, tileOf } from '@libs/merkle-log/tiles';
import type { TilePlace } from '@libs/merkle-log/tiles';
import { subtreeHash, tileKey, tilesOf } from './tile-places';
import type { Tiles } from './tile-places';

/** A tile with all of its hashes so far. */
export interface GrownTile extends TilePlace {
  readonly hashes: Buffer;
}

/** A tree of which no more is loaded than what its next leaves are put to: its right edge. */
export class GrowingTree {
  private readonly range: CompactRange;
  private readonly grown = new Map<string, TilePlace & { readonly parts: Buffer[] }>();

  /** `tiles` are those of `edgeOf(size)`. */
  constructor(
    size: number,
    private readonly tiles: Tiles,
  ) {
    const subtrees = subtreesOf({ from: 0, to: size });
    this.range = CompactRange.from(
      size,
      subtrees.map((subtree) => subtreeHash(tiles, subtree)),
    );
  }

  /** What has to be there to go on with a tree of this size: the tiles that aren't full, and what its root is made of. */
  static edgeOf(size: number): TilePlace[] {
    const edge = tilesOf(subtreesOf({ from: 0, to: size }));
    const seen = new Set(edge.map(tileKey));
    for (let level = 0, width = size; width > 0; level += 1, width = Math.floor(width / TILE_WIDTH)) {
      const last = { level, index: Math.floor(width / TILE_WIDTH) };
      if (width % TILE_WIDTH > 0 && !seen.has(tileKey(last))) edge.push(last);
    }
    return edge;
  }

  append(leafHash: Buffer): void {
    this.range.append(leafHash, (subtree, hash) => {
      if (subtree.level % TILE_HEIGHT === 0) this.put(tileOf(subtree), hash);
    });
  }

  /** In leaves. */
  get size(): number {
    return this.range.size;
  }

  root(): Buffer {
    return this.range.root();
  }

  /** Those that leaves were put to. */
  get grownTiles(): GrownTile[] {
    return [...this.grown.values()].map(({ level, index, parts }) => ({
      ...{ level, index },
      hashes: Buffer.concat(parts),
    }));
  }

  private put({ level, index }: TilePlace, hash: Buffer): void {
    const key = tileKey({ level, index });
    const tile = this.grown.get(key);
    if (tile !== undefined) {
      tile.parts.push(hash);
      return;
    }
    const before = this.tiles.get(key);
    this.grown.set(key, { level, index, parts: before === undefined ? [hash] : [before, hash] });
  }
}
