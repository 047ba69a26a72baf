import { EMPTY_ROOT, nodeHash } from './tree-hash';

/** Leaves `from` to `to`, without the leaf `to`. Counted from 0. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** A perfect subtree: leaves index·2^level to (index + 1)·2^level, without the last. Its hash never changes again. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/**
 * The largest perfect subtrees that the range is made of, left to right: at most two for each level.
 *
 * @throws RangeError on what is no range of a tree with up to 2^53 - 1 leaves.
 */
export function subtreesOf({ from, to }: LeafRange): Subtree[] {
  if (!isLeafCount(from) || !isLeafCount(to) || from > to) throw new RangeError('no range of leaves');
  const subtrees: Subtree[] = [];
  let start = from;
  while (start < to) {
    let level = 0;
    let width = 1;
    while (start % (width * 2) === 0 && width * 2 <= to - start) {
      level += 1;
      width *= 2;
    }
    subtrees.push({ level, index: start / width });
    start += width;
  }
  return subtrees;
}

/**
 * The root over a range, of the hashes of its `subtreesOf`. It is that of RFC 6962 where each subtree is smaller than
 * the one before: in a range that starts at 0, and in each range of a proof. Without hashes, it is the empty root.
 */
export function foldSubtrees(hashes: readonly Buffer[]): Buffer {
  let root: Buffer | undefined;
  for (const hash of hashes.toReversed()) root = root === undefined ? hash : nodeHash(hash, root);
  return root ?? EMPTY_ROOT;
}

/** A number of leaves, or the place of one. Beyond 2^31, so that no bit operators do. */
export function isLeafCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
