import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { EntityKind } from '@libs/risk-engine/entity';
import { ENTITY_COLUMNS } from './entity-columns';

export interface EntityPage {
  readonly kind: EntityKind;
  /** The last id of the page before; '' for the first. */
  readonly after: string;
  readonly limit: number;
}

/** Whom a tenant's records name. Pages are in the order of the ids. */
@Injectable()
export class EntityNamesRepository {
  /** Evaluations, profiles or snapshots. */
  async page(tx: TenantStatements, { kind, after, limit }: EntityPage): Promise<string[]> {
    const rows = await tx.query<{ id: string }>({
      name: `page-entities-${kind}`,
      text: `with recursive ${namedIn(kind, 'true')}
             select x.id from (
               select id from named where id is not null
               union
               (select entity_id from profiles where tenant_id = $1 and kind = $4 and entity_id > $2
                 order by entity_id limit $3)
               union
               (select entity_id from profile_snapshots where tenant_id = $1 and kind = $4 and entity_id > $2
                 order by entity_id limit $3)
             ) x order by x.id limit $3`,
      values: [tx.tenantId, after, limit, kind],
    });
    return rows.map(({ id }) => id);
  }

  /** Evaluations up to an id. */
  async pageThrough(
    tx: TenantStatements,
    { kind, after, limit }: EntityPage,
    throughId: string,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>({
      name: `page-entities-through-${kind}`,
      text: `with recursive ${namedIn(kind, 'e.id <= $4')} select id from named where id is not null order by id`,
      values: [tx.tenantId, after, limit, throughId],
    });
    return rows.map(({ id }) => id);
  }
}

/** At most $3 ids behind $2. Each costs one step in its index, however many evaluations name it. */
function namedIn(kind: EntityKind, condition: string): string {
  const column = ENTITY_COLUMNS[kind];
  const next = (before: string): string =>
    `select e.${column} from evaluations e where e.tenant_id = $1 and e.${column} > ${before} and ${condition}
      order by e.${column} limit 1`;
  return `named (id, position) as (
            select (${next('$2')}), 1
            union all
            select (${next('n.id')}), n.position + 1 from named n where n.id is not null and n.position < $3
          )`;
}
