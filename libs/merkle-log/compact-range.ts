import { foldSubtrees, subtreesOf } from './subtree';
import type { Subtree } from './subtree';
import { HASH_BYTES, nodeHash } from './tree-hash';

/** A tree that grows at its end, in as many hashes as its size has bits set. */
export class CompactRange {
  private constructor(
    private leafCount: number,
    private readonly subtreeHashes: Buffer[],
  ) {}

  /**
   * The tree whose largest perfect subtrees have these hashes, left to right: `subtreesOf({ from: 0, to: size })`.
   *
   * @throws RangeError on another number of hashes than that.
   */
  static from(size: number, hashes: readonly Buffer[]): CompactRange {
    const due = subtreesOf({ from: 0, to: size }).length;
    if (hashes.length !== due || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new RangeError(`a tree of ${size} leaves is ${due} hashes of ${HASH_BYTES} bytes`);
    }
    return new CompactRange(size, [...hashes]);
  }

  /** In leaves. */
  get size(): number {
    return this.leafCount;
  }

  get hashes(): readonly Buffer[] {
    return [...this.subtreeHashes];
  }

  /** `onNode` is told of each perfect subtree that is complete now, smallest first: the leaf itself is one. */
  append(leafHash: Buffer, onNode?: (subtree: Subtree, hash: Buffer) => void): void {
    let subtree: Subtree = { level: 0, index: this.leafCount };
    let hash = leafHash;
    onNode?.(subtree, hash);
    while (subtree.index % 2 === 1) {
      const left = this.subtreeHashes.pop();
      if (left === undefined) throw new RangeError('a left subtree is missing');
      hash = nodeHash(left, hash);
      subtree = { level: subtree.level + 1, index: (subtree.index - 1) / 2 };
      onNode?.(subtree, hash);
    }
    this.subtreeHashes.push(hash);
    this.leafCount += 1;
  }

  root(): Buffer {
    return foldSubtrees(this.subtreeHashes);
  }
}
