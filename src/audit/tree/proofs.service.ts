import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { consistencyRanges, inclusionRanges } from '@libs/merkle-log/proofs';
import { AuditEntriesRepository } from '../audit-entries.repository';
import { entryNotFound, noSuchSize, notSealedYet, nothingSealedYet } from '../audit.problems';
import { TreeHashes } from './tree-hashes';
import { TreesRepository } from './trees.repository';
import type { SealedTree } from './trees.repository';

/** That a leaf is in the tree that the checkpoint signs (RFC 6962 section 2.1.1). */
export interface Inclusion {
  readonly index: number;
  readonly treeSize: number;
  readonly leafHash: Buffer;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
}

/** That a tree begins with an older one (RFC 6962 section 2.1.2). */
export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly Buffer[];
}

/** What a tenant can show of its trail to somebody who trusts nobody here. */
@Injectable()
export class ProofsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly entries: AuditEntriesRepository,
    private readonly trees: TreesRepository,
    private readonly hashes: TreeHashes,
  ) {}

  /** A signed note. Throws a Problem of 404 before anything is sealed. */
  checkpoint(tenantId: TenantId): Promise<string> {
    return this.database.run(tenantId, async (tx) => (await this.tree(tx)).checkpoint);
  }

  /** Throws a Problem of 404, or of 409 for an entry that isn't sealed yet. */
  inclusion(tenantId: TenantId, entryId: string): Promise<Inclusion> {
    return this.database.run(tenantId, async (tx) => {
      const [entry] = await this.entries.findByIds(tx, [entryId]);
      if (entry === undefined) throw entryNotFound();
      const index = await this.trees.indexOf(tx, entryId);
      if (index === undefined) throw notSealedYet();
      // Read behind the index, so that it has the leaf.
      const { size, checkpoint } = await this.tree(tx);
      const hashes = await this.hashes.rootsOf(tx, inclusionRanges(index, size));
      return { index, treeSize: size, leafHash: entry.leafHash, hashes, checkpoint };
    });
  }

  /** `to` is the size of the last checkpoint where it isn't given. Throws a Problem of 404, or of 422 for a size that the tree never had. */
  consistency(tenantId: TenantId, from: number, to?: number): Promise<Consistency> {
    return this.database.run(tenantId, async (tx) => {
      const { size } = await this.tree(tx);
      const end = to ?? size;
      if (end > size) throw noSuchSize('to', `The tree has ${size} leaves.`);
      if (from > end) throw noSuchSize('from', `from must be at most ${end}.`);
      return { from, to: end, hashes: await this.hashes.rootsOf(tx, consistencyRanges(from, end)) };
    });
  }

  private async tree(tx: TenantStatements): Promise<SealedTree> {
    const tree = await this.trees.find(tx);
    if (tree === undefined) throw nothingSealedYet();
    return tree;
  }
}
