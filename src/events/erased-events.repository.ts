import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import { SCANNED_ROWS } from '@libs/erasure/erased-slice';

export interface ToldEvent {
  readonly id: string;
  readonly resourceId: string;
  /** Null where it doesn't have the text that was looked for. */
  readonly naming: unknown;
}

@Injectable()
export class ErasedEventsRepository {
  /** A page of the events behind an id, in their order. */
  page(tx: TenantStatements, after: string, text: string): Promise<ToldEvent[]> {
    return tx.query({
      name: 'page-events-to-erase',
      text: `select id, resource_id as "resourceId", case when strpos(data::text, $4) > 0 then data end as naming
               from events where tenant_id = $1 and id > $2 order by id limit $3`,
      values: [tx.tenantId, after, SCANNED_ROWS, text],
    });
  }

  /** Returns how many had something to say. */
  async erase(tx: TenantStatements, ids: readonly string[]): Promise<number> {
    const rows = await tx.query({
      name: 'erase-events',
      text: `update events e set data = null from unnest($2::uuid[]) x(id)
              where e.tenant_id = $1 and e.id = x.id and e.data is not null returning e.id`,
      values: [tx.tenantId, columnParameter('uuid', ids, (id) => id)],
    });
    return rows.length;
  }
}
