import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { Event } from './event.entity';

@Injectable()
export class EventsRepository {
  /** Each with its row in the outbox, from which whoever delivers it takes it up. */
  async insert(tx: TenantStatements, events: readonly Event[]): Promise<void> {
    await tx.query({
      name: 'insert-events',
      text: `with happened as (
               insert into events (tenant_id, id, type, resource_id, data, created_at)
               select $1, x.* from unnest($2::uuid[], $3::text[], $4::uuid[], $5::json[], $6::timestamptz[]) x
             )
             insert into event_outbox (tenant_id, event_id, type)
             select $1, x.* from unnest($2::uuid[], $3::text[]) x`,
      values: [
        tx.tenantId,
        columnParameter('uuid', events, ({ id }) => id),
        columnParameter('text', events, ({ type }) => type),
        columnParameter('uuid', events, ({ resourceId }) => resourceId),
        columnParameter('json', events, ({ data }) => (data === null ? null : JSON.stringify(data))),
        columnParameter('timestamptz', events, ({ createdAt }) => createdAt),
      ],
    });
  }

  /** Without a row in the outbox. */
  async insertApart(tx: TenantStatements, { id, type, resourceId, data, createdAt }: Event): Promise<void> {
    await tx.query({
      name: 'insert-event-apart',
      text: 'insert into events (tenant_id, id, type, resource_id, data, created_at) values ($1, $2, $3, $4, $5, $6)',
      values: [tx.tenantId, id, type, resourceId, JSON.stringify(data), createdAt],
    });
  }
}
