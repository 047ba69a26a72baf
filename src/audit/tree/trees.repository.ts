import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { TilePlace } from '@libs/merkle-log/tiles';
import { readTiles } from './read-tiles';
import type { Tiles } from './tile-places';

/** The tree as it was last sealed. */
export interface SealedTree {
  /** In leaves. */
  readonly size: number;
  /** A signed note over this size. */
  readonly checkpoint: string;
}

/** What the sealer has made of a tenant's leaves. It only ever grows: what is read for one size stays true. */
@Injectable()
export class TreesRepository {
  /** Undefined before anything is sealed. */
  async find(tx: TenantStatements): Promise<SealedTree | undefined> {
    const [row] = await tx.query<{ size: string; checkpoint: string }>({
      name: 'find-audit-tree',
      text: 'select size, checkpoint from audit_trees where tenant_id = $1',
      values: [tx.tenantId],
    });
    return row && { size: Number(row.size), checkpoint: row.checkpoint };
  }

  /** Undefined while it isn't sealed. */
  async indexOf(tx: TenantStatements, entryId: string): Promise<number | undefined> {
    const [row] = await tx.query<{ index: string }>({
      name: 'find-leaf-index',
      text: 'select index from audit_leaves where tenant_id = $1 and entry_id = $2',
      values: [tx.tenantId, entryId],
    });
    return row && Number(row.index);
  }

  tiles(tx: TenantStatements, places: readonly TilePlace[]): Promise<Tiles> {
    return readTiles((statement) => tx.query(statement), tx.tenantId, places);
  }
}
