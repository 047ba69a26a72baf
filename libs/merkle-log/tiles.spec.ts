import fc from 'fast-check';
import { naiveRoot, someLeaves } from './naive-tree';
import type { Subtree } from './subtree';
import { hashInTile, TILE_WIDTH, tileOf } from './tiles';

const LEAVES = someLeaves(1_024);
/** All full tiles of the tree. */
const TILES = new Map<string, Buffer>([
  ...[0, 1, 2, 3].map((index): [string, Buffer] => [
    `0/${index}`,
    Buffer.concat(LEAVES.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)),
  ]),
  ['1/0', Buffer.concat([0, 1, 2, 3].map((index) => hashOf({ level: 8, index })))],
]);

function hashOf({ level, index }: Subtree): Buffer {
  return naiveRoot(LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level));
}

describe('tile', () => {
  it.each([
    [
      { level: 0, index: 256 },
      { level: 0, index: 1, offset: 0, width: 1 },
    ],
    [
      { level: 3, index: 33 },
      { level: 0, index: 1, offset: 8, width: 8 },
    ],
    [
      { level: 7, index: 3 },
      { level: 0, index: 1, offset: 128, width: 128 },
    ],
    [
      { level: 8, index: 255 },
      { level: 1, index: 0, offset: 255, width: 1 },
    ],
    [
      { level: 52, index: 1 },
      { level: 6, index: 0, offset: 16, width: 16 },
    ],
    [
      { level: 0, index: 2 ** 53 - 1 },
      { level: 0, index: 2 ** 45 - 1, offset: 255, width: 1 },
    ],
  ])('of subtree %p is %p', (subtree, expected) => {
    expect(tileOf(subtree)).toEqual(expected);
  });

  it('holds what the hash of each of its subtrees is made of', () => {
    for (let level = 0; level <= 10; level += 1) {
      for (let index = 0; index < LEAVES.length / 2 ** level; index += 1) {
        const { offset, width, ...place } = tileOf({ level, index });
        const tile = TILES.get(`${place.level}/${place.index}`) ?? Buffer.alloc(0);
        expect(hashInTile(tile.subarray(offset * 32, (offset + width) * 32))).toEqual(
          hashOf({ level, index }),
        );
      }
    }
  });

  it('never ends within a slice', () => {
    const aSubtree = fc
      .integer({ min: 0, max: 52 })
      .chain((level) =>
        fc.record({ level: fc.constant(level), index: fc.nat({ max: 2 ** (53 - level) - 1 }) }),
      );
    fc.assert(
      fc.property(aSubtree, (subtree) => {
        const { level, index, offset, width } = tileOf(subtree);
        expect(offset + width).toBeLessThanOrEqual(TILE_WIDTH);
        const firstLeaf = (index * TILE_WIDTH + offset) * TILE_WIDTH ** level;
        expect(firstLeaf).toBe(subtree.index * 2 ** subtree.level);
      }),
    );
  });

  it.each([0, 31, 33, 96, 513 * 32, 512 * 32])('gives no hash of %p bytes', (length) => {
    expect(() => hashInTile(Buffer.alloc(length))).toThrow(RangeError);
  });

  it('gives a hash of its own, not a window on the tile', () => {
    const tile = Buffer.alloc(32, 1);
    const hash = hashInTile(tile);
    tile.fill(2);
    expect(hash).toEqual(Buffer.alloc(32, 1));
  });
});
