import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CompactRange } from '@libs/merkle-log/compact-range';
import {
  consistencyRanges,
  inclusionRanges,
  rootFromInclusion,
  verifyConsistency,
} from '@libs/merkle-log/proofs';
import { foldSubtrees, subtreesOf } from '@libs/merkle-log/subtree';
import type { LeafRange } from '@libs/merkle-log/subtree';
import { GrowingTree } from './growing-tree';
import { subtreeHash, tileKey, tilesOf } from './tile-places';

const leaf = (index: number): Buffer => createHash('sha256').update(`leaf ${index}`).digest();

/** Tiles as the database keeps them. */
class KeptTiles {
  readonly tiles = new Map<string, Buffer>();
  size = 0;
  root: Buffer = Buffer.alloc(0);

  /** As the sealer does: with nothing but the edge. */
  grow(leaves: number): void {
    const edge = GrowingTree.edgeOf(this.size).map((place) => {
      const tile = this.tiles.get(tileKey(place));
      if (tile === undefined) throw new Error(`no tile ${tileKey(place)} at ${this.size}`);
      return [tileKey(place), tile] as const;
    });
    const tree = new GrowingTree(this.size, new Map(edge));
    for (let index = 0; index < leaves; index += 1) tree.append(leaf(this.size + index));
    for (const tile of tree.grownTiles) this.tiles.set(tileKey(tile), tile.hashes);
    this.size = tree.size;
    this.root = tree.root();
  }

  rootOver(range: LeafRange): Buffer {
    const subtrees = subtreesOf(range);
    const tiles = new Map(
      tilesOf(subtrees).map((place) => [tileKey(place), this.tiles.get(tileKey(place)) ?? Buffer.alloc(0)]),
    );
    return foldSubtrees(subtrees.map((subtree) => subtreeHash(tiles, subtree)));
  }
}

function rootOf(size: number): Buffer {
  const range = CompactRange.from(0, []);
  for (let index = 0; index < size; index += 1) range.append(leaf(index));
  return range.root();
}

const anyBatches = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(255, 256, 257, 700)), {
  minLength: 1,
  maxLength: 8,
});

describe('a tree that grows batch by batch, of which only the edge is loaded', () => {
  it('has the root of one that grew at once, whatever the batches', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const kept = new KeptTiles();
        for (const leaves of batches) kept.grow(leaves);
        expect(kept.root).toEqual(rootOf(kept.size));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps in its tiles what every proof needs, for every size that it had', () => {
    fc.assert(
      fc.property(
        anyBatches,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (batches, place) => {
          const kept = new KeptTiles();
          const heads = batches.map((leaves) => {
            kept.grow(leaves);
            return { size: kept.size, root: kept.root };
          });
          for (const { size, root } of heads) {
            const index = Math.floor(place * size);
            const hashes = inclusionRanges(index, size).map((range) => kept.rootOver(range));
            expect(rootFromInclusion({ index, size, leafHash: leaf(index), hashes })).toEqual(root);
            const proof = consistencyRanges(size, kept.size).map((range) => kept.rootOver(range));
            const sizes = { from: size, to: kept.size, fromRoot: root, toRoot: kept.root };
            expect(verifyConsistency({ ...sizes, hashes: proof })).toBe(true);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reaches the third level of tiles', () => {
    const kept = new KeptTiles();
    kept.grow(65_537);
    kept.grow(1);
    expect([...kept.tiles.keys()].filter((key) => key.startsWith('2/'))).toEqual(['2/0']);
    expect(kept.root).toEqual(rootOf(65_538));
  });
});
