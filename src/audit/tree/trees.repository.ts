import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TilePlace } from '@libs/merkle-log/tiles';
import { tileKey } from './tile-places';
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

  async tiles(tx: TenantStatements, places: readonly TilePlace[]): Promise<Tiles> {
    const rows = await tx.query<{ level: number; index: string; hashes: Buffer }>({
      name: 'find-tiles',
      text: `select t.level, t.index, t.hashes from unnest($2::int4[], $3::int8[]) p (level, index)
               cross join lateral (
                 select * from audit_tiles t
                  where t.tenant_id = $1 and t.level = p.level and t.index = p.index limit 1
               ) t`,
      values: [
        tx.tenantId,
        columnParameter('int4', places, ({ level }) => level),
        places.map(({ index }) => index),
      ],
    });
    return new Map(
      rows.map(({ level, index, hashes }) => [tileKey({ level, index: Number(index) }), hashes]),
    );
  }
}
