import { isLeafCount } from './subtree';
import type { LeafRange } from './subtree';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './tree-hash';

/** It is no proof for a tree of that size. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
}

export interface InclusionProof {
  /** Of the leaf, from 0. */
  readonly index: number;
  /** Of the tree, in leaves. */
  readonly size: number;
  readonly leafHash: Buffer;
  readonly hashes: readonly Buffer[];
}

export interface ConsistencyProof {
  /** Size of the older tree, in leaves. */
  readonly from: number;
  /** Size of the newer tree. */
  readonly to: number;
  readonly fromRoot: Buffer;
  readonly toRoot: Buffer;
  readonly hashes: readonly Buffer[];
}

/**
 * The ranges whose roots are the audit path of a leaf, in its order: from the leaf's sibling up (RFC 6962 section
 * 2.1.1). At most 53.
 *
 * @throws ProofError where the tree has no such leaf.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isLeafCount(index) || !isLeafCount(size) || index >= size) {
    throw new ProofError(`a tree of ${size} leaves has no leaf ${index}`);
  }
  const siblings: LeafRange[] = [];
  let range: LeafRange = { from: 0, to: size };
  while (range.to - range.from > 1) {
    const [left, right] = halvesOf(range);
    const isLeft = index < left.to;
    siblings.push(isLeft ? right : left);
    range = isLeft ? left : right;
  }
  return siblings.reverse();
}

/**
 * The ranges whose roots prove that a tree of `to` leaves begins with one of `from` leaves, in the order of RFC 6962
 * section 2.1.2. None where both are the same, or the older one is empty.
 *
 * @throws ProofError where the older tree is the larger one.
 */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  mustGrow(from, to);
  if (from === 0) return [];
  const ranges: LeafRange[] = [];
  let range: LeafRange = { from: 0, to };
  while (range.to > from) {
    const [left, right] = halvesOf(range);
    const isInLeft = from <= left.to;
    ranges.push(isInLeft ? right : left);
    range = isInLeft ? left : right;
  }
  // Who checks has the older root already where it is one whole subtree.
  if (range.from > 0) ranges.push(range);
  return ranges.reverse();
}

/**
 * The root of the tree in which the leaf has that place, if the proof is one: to be compared with a signed root.
 *
 * @throws ProofError on a place outside of the tree, and on more or fewer hashes than there have to be.
 */
export function rootFromInclusion({ leafHash, index, size, hashes }: InclusionProof): Buffer {
  const steps = stepsOf(inclusionRanges(index, size), hashes);
  return steps.reduce(
    (root, { range, hash }) => (range.from > index ? nodeHash(root, hash) : nodeHash(hash, root)),
    leafHash,
  );
}

/** Whether the newer tree has the leaves of the older one, in their order, before its own. */
export function verifyConsistency({ from, to, fromRoot, toRoot, hashes }: ConsistencyProof): boolean {
  try {
    const steps = stepsOf(consistencyRanges(from, to), hashes);
    if (from === 0) return fromRoot.equals(EMPTY_ROOT) && (to > 0 || toRoot.equals(EMPTY_ROOT));
    const { older, newer } = rootsOver(steps, from, fromRoot);
    return older.equals(fromRoot) && newer.equals(toRoot);
  } catch (error) {
    if (error instanceof ProofError) return false;
    throw error;
  }
}

interface ProofStep {
  readonly range: LeafRange;
  readonly hash: Buffer;
}

/** What lies right of the older tree is in the newer one only; the first step begins both, unless the older root does. */
function rootsOver(
  steps: readonly ProofStep[],
  from: number,
  fromRoot: Buffer,
): { older: Buffer; newer: Buffer } {
  const [first] = steps;
  const isShared = first !== undefined && first.range.from < from;
  let older = isShared ? first.hash : fromRoot;
  let newer = older;
  for (const { range, hash } of isShared ? steps.slice(1) : steps) {
    const isNew = range.from >= from;
    older = isNew ? older : nodeHash(hash, older);
    newer = isNew ? nodeHash(newer, hash) : nodeHash(hash, newer);
  }
  return { older, newer };
}

function mustGrow(from: number, to: number): void {
  if (isLeafCount(from) && isLeafCount(to) && from <= to) return;
  throw new ProofError(`a tree of ${to} leaves can't begin with one of ${from}`);
}

function stepsOf(ranges: readonly LeafRange[], hashes: readonly Buffer[]): ProofStep[] {
  if (hashes.length !== ranges.length) {
    throw new ProofError(`the proof has ${hashes.length} hashes where ${ranges.length} are due`);
  }
  return ranges.map((range, place) => {
    const hash = hashes[place];
    if (hash?.length !== HASH_BYTES) throw new ProofError(`a hash of the proof isn't ${HASH_BYTES} bytes`);
    return { range, hash };
  });
}

/** The left half is perfect, and as large as it can be without being all (RFC 6962 section 2.1). */
function halvesOf({ from, to }: LeafRange): [LeafRange, LeafRange] {
  let width = 1;
  while (width * 2 < to - from) width *= 2;
  return [
    { from, to: from + width },
    { from: from + width, to },
  ];
}
