import fc from 'fast-check';
import { CompactRange } from './compact-range';
import { naiveRoot, someLeaf, someLeaves } from './naive-tree';
import { foldSubtrees, subtreesOf } from './subtree';
import type { Subtree } from './subtree';

const LEAVES = someLeaves(300);
const hashOf = ({ level, index }: Subtree): Buffer =>
  naiveRoot(LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level));

describe('subtrees of a range', () => {
  it.each([
    [{ from: 0, to: 0 }, []],
    [{ from: 7, to: 7 }, []],
    [{ from: 0, to: 8 }, [[3, 0]]],
    [
      { from: 0, to: 7 },
      [
        [2, 0],
        [1, 2],
        [0, 6],
      ],
    ],
    [
      { from: 3, to: 9 },
      [
        [0, 3],
        [2, 1],
        [0, 8],
      ],
    ],
    [
      { from: 2 ** 52 - 1, to: 2 ** 52 + 2 },
      [
        [0, 2 ** 52 - 1],
        [1, 2 ** 51],
      ],
    ],
  ])('of %p are the largest there are, left to right', (range, expected) => {
    expect(subtreesOf(range).map(({ level, index }) => [level, index])).toEqual(expected);
  });

  it('lie side by side from end to end, and no two of them are one larger one', () => {
    const range = fc
      .integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
      .chain((to) => fc.record({ from: fc.integer({ min: 0, max: to }), to: fc.constant(to) }));
    fc.assert(
      fc.property(range, ({ from, to }) => {
        let end = from;
        let last: Subtree | undefined;
        for (const subtree of subtreesOf({ from, to })) {
          expect(subtree.index * 2 ** subtree.level).toBe(end);
          expect(last?.level === subtree.level && subtree.index % 2 === 1).toBe(false);
          end += 2 ** subtree.level;
          last = subtree;
        }
        expect(end).toBe(to);
      }),
    );
  });

  it.each([
    { from: 2, to: 1 },
    { from: -1, to: 1 },
    { from: 0, to: 1.5 },
    { from: 0, to: 2 ** 53 },
  ])('there are none of %p', (range) => {
    expect(() => subtreesOf(range)).toThrow(RangeError);
  });

  it('fold to the root of every tree of up to 300 leaves', () => {
    for (let size = 0; size <= 300; size += 1) {
      const hashes = subtreesOf({ from: 0, to: size }).map(hashOf);
      expect(foldSubtrees(hashes)).toEqual(naiveRoot(LEAVES.slice(0, size)));
    }
  });
});

describe('compact range', () => {
  it('grows leaf by leaf to the root of RFC 6962, and tells of every perfect subtree once', () => {
    const told = new Map<string, Buffer>();
    const tree = CompactRange.from(0, []);
    for (const [index, leaf] of LEAVES.entries()) {
      tree.append(leaf, (subtree, hash) => {
        expect(hash).toEqual(hashOf(subtree));
        told.set(`${subtree.level}/${subtree.index}`, hash);
      });
      expect(tree.size).toBe(index + 1);
      expect(tree.root()).toEqual(naiveRoot(LEAVES.slice(0, index + 1)));
    }
    const due = Array.from({ length: 9 }, (_, level) => Math.floor(300 / 2 ** level));
    expect(told.size).toBe(due.reduce((sum, count) => sum + count));
  });

  it('goes on from its hashes as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const tree = CompactRange.from(from, subtreesOf({ from: 0, to: from }).map(hashOf));
        for (const leaf of LEAVES.slice(from, to)) tree.append(leaf);
        expect(tree.hashes).toEqual(subtreesOf({ from: 0, to }).map(hashOf));
      }),
      { numRuns: 30 },
    );
  });

  it('takes appends beyond 2^32 leaves', () => {
    const size = 2 ** 40 - 1;
    const tree = CompactRange.from(
      size,
      Array.from({ length: 40 }, (_, place) => someLeaf(place)),
    );
    const completed: Subtree[] = [];
    tree.append(someLeaf(99), (subtree) => completed.push(subtree));
    expect(tree.hashes).toHaveLength(1);
    expect(completed.at(-1)).toEqual({ level: 40, index: 0 });
    expect(completed.at(1)).toEqual({ level: 1, index: 2 ** 39 - 1 });
  });

  it('keeps what it gave out apart from what it goes on with', () => {
    const given: Buffer[] = [someLeaf(0)];
    const tree = CompactRange.from(1, given);
    const before = tree.hashes;
    tree.append(someLeaf(1));
    expect(before).toEqual([someLeaf(0)]);
    expect(given).toEqual([someLeaf(0)]);
  });

  it.each([
    [1, []],
    [0, [someLeaf(0)]],
    [3, [someLeaf(0)]],
    [1, [someLeaf(0).subarray(1)]],
    [-1, []],
  ])('is none of %p leaves and %j', (size, hashes) => {
    expect(() => CompactRange.from(size, hashes)).toThrow(RangeError);
  });
});
