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

/** Whom a tenant's evaluations name, and who has a profile all the same. */
@Injectable()
export class EntityNamesRepository {
  /** In order. Each id of an index costs one step, however many evaluations name it. */
  async page(tx: TenantStatements, { kind, after, limit }: EntityPage): Promise<string[]> {
    const column = ENTITY_COLUMNS[kind];
    const rows = await tx.query<{ id: string }>({
      name: `page-entities-${kind}`,
      text: `with recursive named (id, position) as (
               (select ${column}, 1 from evaluations where tenant_id = $1 and ${column} > $3
                 order by ${column} limit 1)
               union all
               select (select e.${column} from evaluations e where e.tenant_id = $1 and e.${column} > n.id
                        order by e.${column} limit 1), n.position + 1
                 from named n where n.id is not null and n.position < $4
             )
             select x.id from (
               select id from named where id is not null
               union
               (select entity_id from profiles where tenant_id = $1 and kind = $2 and entity_id > $3
                 order by entity_id limit $4)
             ) x order by x.id limit $4`,
      values: [tx.tenantId, kind, after, limit],
    });
    return rows.map(({ id }) => id);
  }
}
