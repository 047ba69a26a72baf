import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { LAST_UUID } from '@libs/ids/typeid';
import { Event } from './event.entity';
import type { EventType } from './events.types';

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

  find({ manager, tenantId }: TenantTx, id: string): Promise<Event | null> {
    return manager.findOneBy(Event, { tenantId, id });
  }

  /** Of the next `lookedAt` those of these types, newest first, with one row more than the page: see `pageOf`. */
  list(
    tx: TenantStatements,
    types: readonly EventType[],
    { limit, after = LAST_UUID }: Slice,
    lookedAt: number,
  ): Promise<Event[]> {
    return tx.query({
      name: 'list-events',
      text: `select tenant_id as "tenantId", id, type, resource_id as "resourceId", data, created_at as "createdAt"
               from (select * from events where tenant_id = $1 and id < $2 order by id desc limit $3) e
              where type = any($4) order by id desc limit $5`,
      values: [tx.tenantId, after, lookedAt, types, limit + 1],
    });
  }

  /** The last of the next `lookedAt`; undefined if there are fewer. */
  async lastLookedAt(
    tx: TenantStatements,
    { after = LAST_UUID }: Slice,
    lookedAt: number,
  ): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>({
      name: 'last-event-looked-at',
      text: 'select id from events where tenant_id = $1 and id < $2 order by id desc offset $3 limit 1',
      values: [tx.tenantId, after, lookedAt - 1],
    });
    return row?.id;
  }
}
