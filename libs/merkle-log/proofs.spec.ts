import fc from 'fast-check';
import { naivePath, naiveProof, naiveRoot, someLeaf, someLeaves, withFlippedBit } from './naive-tree';
import {
  consistencyRanges,
  inclusionRanges,
  ProofError,
  rootFromInclusion,
  verifyConsistency,
} from './proofs';
import type { ConsistencyProof, InclusionProof } from './proofs';
import type { LeafRange } from './subtree';
import { EMPTY_ROOT } from './tree-hash';

const LEAVES = someLeaves(300);
const roots = new Map<string, Buffer>();
const MAX_LEAVES = Number.MAX_SAFE_INTEGER;
const anIndex = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
const twoSizes = fc
  .integer({ min: 1, max: 300 })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to }) }));

describe('inclusion proof', () => {
  it('is that of RFC 6962, and gives the root, for every leaf of every tree of up to 40 leaves', () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) expectInclusion(index, size);
    }
  });

  it('is so in larger trees', () => {
    fc.assert(
      fc.property(anIndex, ({ index, size }) => {
        expectInclusion(index, size);
      }),
    );
  });

  it.each([
    [0, 0],
    [3, 3],
    [-1, 3],
    [0.5, 3],
    [0, 2 ** 53],
    [NaN, 3],
  ])('there is none of leaf %p in a tree of %p', (index, size) => {
    expect(() => inclusionRanges(index, size)).toThrow(ProofError);
  });

  it('is refused with a hash more, a hash less, or a hash of another length', () => {
    const proof = inclusionOf(5, 8);
    const rest = proof.hashes.slice(1);
    expect(() => rootFromInclusion({ ...proof, hashes: rest })).toThrow('2 hashes where 3 are due');
    expect(() => rootFromInclusion({ ...proof, hashes: [...proof.hashes, EMPTY_ROOT] })).toThrow(ProofError);
    expect(() => rootFromInclusion({ ...proof, hashes: [someLeaf(0).subarray(1), ...rest] })).toThrow(
      ProofError,
    );
  });

  it('gives another root once a bit of leaf or hashes, or the place, is another', () => {
    fc.assert(
      fc.property(anIndex, fc.nat(), fc.nat(), ({ index, size }, anywhere, elsewhere) => {
        const proof = inclusionOf(index, size);
        const otherIndex = elsewhere % (size + 1);
        const forged = [
          forgedAt(anywhere, proof),
          { ...proof, index: otherIndex === index ? size : otherIndex },
        ];
        for (const other of forged) {
          expect(rootOrNothing(other)).not.toEqual(rootOf({ from: 0, to: size }));
        }
      }),
    );
  });

  it('has at most 53 hashes, of ranges that are all of the tree but the leaf, whatever its size', () => {
    const place = fc
      .integer({ min: 1, max: MAX_LEAVES })
      .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));
    fc.assert(
      fc.property(place, ({ index, size }) => {
        const ranges = inclusionRanges(index, size);
        expect(ranges.length).toBeLessThanOrEqual(53);
        expectCover([...ranges, { from: index, to: index + 1 }], size);
      }),
    );
  });
});

describe('consistency proof', () => {
  it('is that of RFC 6962, and verifies, for every two trees of up to 40 leaves', () => {
    for (let to = 1; to <= 40; to += 1) {
      for (let from = 1; from <= to; from += 1) expectConsistency(from, to);
    }
  });

  it('is so for larger trees', () => {
    fc.assert(
      fc.property(twoSizes, ({ from, to }) => {
        expectConsistency(from, to);
      }),
    );
  });

  it('is empty behind an empty tree, whose root has to be that of nothing', () => {
    const proof = { from: 0, to: 7, fromRoot: EMPTY_ROOT, toRoot: rootOf({ from: 0, to: 7 }), hashes: [] };
    expect(consistencyRanges(0, 7)).toEqual([]);
    expect(verifyConsistency(proof)).toBe(true);
    expect(verifyConsistency({ ...proof, fromRoot: proof.toRoot })).toBe(false);
    expect(verifyConsistency({ ...proof, hashes: [EMPTY_ROOT] })).toBe(false);
  });

  it.each([
    [0, EMPTY_ROOT],
    [4, rootOf({ from: 0, to: 4 })],
  ])('of a tree of %p with itself is that both are one', (size, root) => {
    const proof = { from: size, to: size, fromRoot: root, toRoot: root, hashes: [] };
    expect(verifyConsistency(proof)).toBe(true);
    expect(verifyConsistency({ ...proof, toRoot: someLeaf(0) })).toBe(false);
  });

  it('there is none of a tree that shrank', () => {
    expect(() => consistencyRanges(8, 7)).toThrow(ProofError);
    expect(() => consistencyRanges(1.5, 7)).toThrow(ProofError);
    const proof = consistencyOf(7, 8);
    expect(verifyConsistency({ ...proof, from: 8, to: 7 })).toBe(false);
  });

  it('is refused once a bit, a size or the number of hashes is another', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(), fc.integer({ min: 1, max: 300 }), ({ from, to }, anywhere, other) => {
        fc.pre(other !== from);
        const proof = consistencyOf(from, to);
        const forged: ConsistencyProof[] = [
          { ...proof, from: other },
          { ...proof, hashes: [...proof.hashes, someLeaf(0)] },
          { ...proof, fromRoot: withFlippedBit(proof.fromRoot, anywhere) },
          { ...proof, toRoot: withFlippedBit(proof.toRoot, anywhere) },
        ];
        const [place, bit] = [anywhere % (proof.hashes.length || 1), anywhere];
        const changed = proof.hashes[place];
        if (changed !== undefined) {
          forged.push({ ...proof, hashes: proof.hashes.with(place, withFlippedBit(changed, bit)) });
          forged.push({ ...proof, hashes: proof.hashes.slice(1) });
        }
        expect(forged.map(verifyConsistency)).toEqual(forged.map(() => false));
      }),
    );
  });

  it('has at most 54 hashes, of ranges that lie side by side, whatever the sizes', () => {
    const sizes = fc
      .integer({ min: 1, max: MAX_LEAVES })
      .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to }) }));
    fc.assert(
      fc.property(sizes, ({ from, to }) => {
        const ranges = consistencyRanges(from, to);
        expect(ranges.length).toBeLessThanOrEqual(54);
        const isWhole = ranges.every((range) => range.from >= from);
        expectCover(isWhole ? [{ from: 0, to: from }, ...ranges] : ranges, to);
      }),
    );
  });
});

function rootOf({ from, to }: LeafRange): Buffer {
  const root = roots.get(`${from}-${to}`) ?? naiveRoot(LEAVES.slice(from, to));
  roots.set(`${from}-${to}`, root);
  return root;
}

function inclusionOf(index: number, size: number): InclusionProof {
  return { index, size, leafHash: someLeaf(index), hashes: inclusionRanges(index, size).map(rootOf) };
}

function consistencyOf(from: number, to: number): ConsistencyProof {
  const [fromRoot, toRoot] = [rootOf({ from: 0, to: from }), rootOf({ from: 0, to })];
  return { from, to, fromRoot, toRoot, hashes: consistencyRanges(from, to).map(rootOf) };
}

function expectInclusion(index: number, size: number): void {
  const proof = inclusionOf(index, size);
  expect(proof.hashes).toEqual(naivePath(index, LEAVES.slice(0, size)));
  expect(rootFromInclusion(proof)).toEqual(rootOf({ from: 0, to: size }));
}

function expectConsistency(from: number, to: number): void {
  const proof = consistencyOf(from, to);
  expect(proof.hashes).toEqual(naiveProof(from, LEAVES.slice(0, to)));
  expect(verifyConsistency(proof)).toBe(true);
}

/** That the ranges, put in order, are the whole tree, each leaf once. */
function expectCover(ranges: readonly LeafRange[], size: number): void {
  let end = 0;
  for (const { from, to } of ranges.toSorted((one, other) => one.from - other.from)) {
    expect(from).toBe(end);
    end = to;
  }
  expect(end).toBe(size);
}

function forgedAt(anywhere: number, proof: InclusionProof): InclusionProof {
  const place = anywhere % (proof.hashes.length + 1);
  const hash = proof.hashes[place];
  if (hash === undefined) return { ...proof, leafHash: withFlippedBit(proof.leafHash, anywhere) };
  return { ...proof, hashes: proof.hashes.with(place, withFlippedBit(hash, anywhere)) };
}

function rootOrNothing(proof: InclusionProof): Buffer | undefined {
  try {
    return rootFromInclusion(proof);
  } catch {
    return undefined;
  }
}
