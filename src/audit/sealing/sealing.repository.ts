import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import type { TilePlace } from '@libs/merkle-log/tiles';
import type { GrownTile } from '../tree/growing-tree';
import { readTiles } from '../tree/read-tiles';
import type { Tiles } from '../tree/tile-places';

export interface WaitingLeaf {
  readonly entryId: string;
  readonly leafHash: Buffer;
}

export interface TreeHead {
  /** In leaves. */
  readonly size: number;
  readonly origin: string;
}

export interface SealedHead extends TreeHead {
  /** What it grew from. */
  readonly sizeBefore: number;
  readonly checkpoint: string;
  readonly sealedAt: Date;
}

/** The trees of all tenants, for the sealer alone. */
@Injectable()
export class SealingRepository {
  /** Tenants that have leaves waiting, in their order, behind `after`. */
  async tenants(query: Query, after: string, limit: number): Promise<string[]> {
    const rows = await query<{ tenant_id: string }>({
      name: 'tenants-with-unsealed-leaves',
      text: `with recursive waiting (tenant_id, number) as (
               (select tenant_id, 1 from audit_unsealed_leaves where tenant_id > $1 order by tenant_id limit 1)
               union all
               select next.tenant_id, number + 1
                 from waiting w cross join lateral (
                   select tenant_id from audit_unsealed_leaves l
                    where l.tenant_id > w.tenant_id order by tenant_id limit 1
                 ) next
                where number < $2
             )
             select tenant_id from waiting`,
      values: [after, limit],
    });
    return rows.map((row) => row.tenant_id);
  }

  /** Of all tenants; undefined where nothing waits. */
  async oldestEntry(query: Query): Promise<string | undefined> {
    const [row] = await query<{ id: string | null }>({
      name: 'oldest-unsealed-leaf',
      text: `with recursive oldest (tenant_id, entry_id) as (
               (select tenant_id, entry_id from audit_unsealed_leaves order by tenant_id, entry_id limit 1)
               union all
               select next.tenant_id, next.entry_id
                 from oldest o cross join lateral (
                   select tenant_id, entry_id from audit_unsealed_leaves l
                    where l.tenant_id > o.tenant_id order by tenant_id, entry_id limit 1
                 ) next
             )
             select entry_id as id from oldest order by entry_id limit 1`,
      values: [],
    });
    return row?.id ?? undefined;
  }

  /** Until the end of the transaction no other process seals for this tenant. False where another does. */
  async tryLock(query: Query, tenantId: string): Promise<boolean> {
    const [row] = await query<{ locked: boolean }>({
      name: 'lock-sealing',
      text: `select pg_try_advisory_xact_lock(hashtextextended('audit: sealing ' || $1, 0)) as locked`,
      values: [tenantId],
    });
    return row?.locked === true;
  }

  /** Undefined before the first leaf. */
  async head(query: Query, tenantId: string): Promise<TreeHead | undefined> {
    const [row] = await query<{ size: string; origin: string }>({
      name: 'sealed-head',
      text: 'select size, origin from audit_trees where tenant_id = $1',
      values: [tenantId],
    });
    return row && { size: Number(row.size), origin: row.origin };
  }

  /** The oldest. */
  waiting(query: Query, tenantId: string, limit: number): Promise<WaitingLeaf[]> {
    return query<WaitingLeaf>({
      name: 'unsealed-leaves',
      text: `select entry_id as "entryId", leaf_hash as "leafHash" from audit_unsealed_leaves
              where tenant_id = $1 order by entry_id limit $2`,
      values: [tenantId, limit],
    });
  }

  tiles(query: Query, tenantId: string, places: readonly TilePlace[]): Promise<Tiles> {
    return readTiles(query, tenantId, places);
  }

  /** The leaves get the places from `from` on, in their order, and wait no more. */
  async place(query: Query, tenantId: string, leaves: readonly WaitingLeaf[], from: number): Promise<void> {
    await query({
      name: 'place-leaves',
      text: `with gone as (
               delete from audit_unsealed_leaves where tenant_id = $1 and entry_id = any($2::uuid[])
             )
             insert into audit_leaves (tenant_id, entry_id, index)
             select $1, x.entry_id, $3::int8 + x.place - 1 from unnest($2::uuid[]) with ordinality x (entry_id, place)`,
      values: [tenantId, columnParameter('uuid', leaves, ({ entryId }) => entryId), from],
    });
  }

  async saveTiles(query: Query, tenantId: string, tiles: readonly GrownTile[]): Promise<void> {
    await query({
      name: 'save-tiles',
      text: `insert into audit_tiles (tenant_id, level, index, hashes)
             select $1, x.* from unnest($2::int4[], $3::int8[], $4::bytea[]) x
             on conflict (tenant_id, level, index) do update set hashes = excluded.hashes`,
      values: [
        tenantId,
        columnParameter('int4', tiles, ({ level }) => level),
        tiles.map(({ index }) => index),
        columnParameter('bytea', tiles, ({ hashes }) => hashes),
      ],
    });
  }

  /** Throws where the tree isn't what it grew from: whatever went wrong with the lock, a tree never forks. */
  async saveHead(query: Query, tenantId: string, head: SealedHead): Promise<void> {
    const saved = await query({
      name: 'save-sealed-head',
      text: `insert into audit_trees (tenant_id, origin, size, checkpoint, sealed_at) values ($1, $2, $3, $4, $5)
             on conflict (tenant_id) do update
               set size = excluded.size, checkpoint = excluded.checkpoint, sealed_at = excluded.sealed_at
             where audit_trees.size = $6
             returning size`,
      values: [tenantId, head.origin, head.size, head.checkpoint, head.sealedAt, head.sizeBefore],
    });
    if (saved.length === 0) throw new Error(`the tree does not have ${head.sizeBefore} leaves any more`);
  }
}
