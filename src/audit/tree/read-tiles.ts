import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TilePlace } from '@libs/merkle-log/tiles';
import { tileKey } from './tile-places';
import type { Tiles } from './tile-places';

/** Each looked up by its key, whatever the planner knows of the table. One that isn't there is missing. */
export async function readTiles(
  query: TenantStatements['query'],
  tenantId: string,
  places: readonly TilePlace[],
): Promise<Tiles> {
  const rows = await query<{ level: number; index: string; hashes: Buffer }>({
    name: 'read-tiles',
    text: `select t.level, t.index, t.hashes from unnest($2::int4[], $3::int8[]) p (level, index)
             cross join lateral (
               select * from audit_tiles t
                where t.tenant_id = $1 and t.level = p.level and t.index = p.index limit 1
             ) t`,
    values: [
      tenantId,
      columnParameter('int4', places, ({ level }) => level),
      places.map(({ index }) => index),
    ],
  });
  return new Map(rows.map(({ level, index, hashes }) => [tileKey({ level, index: Number(index) }), hashes]));
}
