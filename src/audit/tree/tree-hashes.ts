import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { foldSubtrees, subtreesOf } from '@libs/merkle-log/subtree';
import type { LeafRange } from '@libs/merkle-log/subtree';
import { subtreeHash, tilesOf } from './tile-places';
import { TreesRepository } from './trees.repository';

/** The hashes in a tenant's tree, whatever tiles they lie in. */
@Injectable()
export class TreeHashes {
  constructor(private readonly trees: TreesRepository) {}

  /** The root over each of the ranges, which are those of one proof, or begin at 0. */
  async rootsOf(tx: TenantStatements, ranges: readonly LeafRange[]): Promise<Buffer[]> {
    const subtrees = ranges.map(subtreesOf);
    const tiles = await this.trees.tiles(tx, tilesOf(subtrees.flat()));
    return subtrees.map((each) => foldSubtrees(each.map((subtree) => subtreeHash(tiles, subtree))));
  }

  /** The hashes of the largest perfect subtrees that a range is made of, left to right. */
  async subtreesIn(tx: TenantStatements, range: LeafRange): Promise<Buffer[]> {
    const subtrees = subtreesOf(range);
    const tiles = await this.trees.tiles(tx, tilesOf(subtrees));
    return subtrees.map((subtree) => subtreeHash(tiles, subtree));
  }
}
