import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import type { Expansion, Subscriber, WaitingEvent } from './expansion';

/** Of each tenant, in one look. */
const MOST_DISCARDED = 5_000;

/** Events that wait to be expanded, of all tenants. */
@Injectable()
export class OutboxRepository {
  /** Until the end of the transaction no other process expands. */
  async tryLock(query: Query): Promise<boolean> {
    const [row] = await query<{ locked: boolean }>({
      name: 'lock-expansion',
      text: `select pg_try_advisory_xact_lock(hashtextextended('webhooks: expansion', 0)) as locked`,
      values: [],
    });
    return row?.locked === true;
  }

  /** The tenants that have events waiting, in their order, from the one behind `after` on. */
  async tenants(query: Query, after: string, limit: number): Promise<string[]> {
    const rows = await query<{ tenant_id: string }>({
      name: 'waiting-tenants',
      text: `with recursive waiting (tenant_id, number) as (
               (select tenant_id, 1 from event_outbox where tenant_id > $1 order by tenant_id limit 1)
               union all
               select next.tenant_id, number + 1
                 from waiting w cross join lateral (
                   select tenant_id from event_outbox o where o.tenant_id > w.tenant_id order by tenant_id limit 1
                 ) next
                where number < $2
             )
             select tenant_id from waiting`,
      values: [after, limit],
    });
    return rows.map((row) => row.tenant_id);
  }

  /**
   * What tenants without any endpoint were not to be told. Whether they have one is seen in the same moment as the
   * events: who made an endpoint and then had an event gets it.
   */
  async discardUnheard(query: Query, tenantIds: readonly string[]): Promise<void> {
    await query({
      name: 'discard-unheard',
      text: `with oldest as materialized (
               select t.tenant_id, w.event_id
                 from unnest($1::uuid[]) t (tenant_id) cross join lateral (
                   select event_id from event_outbox w where w.tenant_id = t.tenant_id order by event_id limit $2
                 ) w
                where not exists (select from webhook_endpoints e where e.tenant_id = t.tenant_id)
             )
             delete from event_outbox o using oldest w
              where o.tenant_id = w.tenant_id and o.event_id = w.event_id`,
      values: [columnParameter('uuid', tenantIds, (id) => id), MOST_DISCARDED],
    });
  }

  /** The oldest of each of the tenants that has an endpoint. */
  waiting(query: Query, tenantIds: readonly string[], ofEach: number): Promise<WaitingEvent[]> {
    return query<WaitingEvent>({
      name: 'waiting-events',
      text: `select t.tenant_id as "tenantId", w.event_id as "eventId", w.type
               from unnest($1::uuid[]) t (tenant_id) cross join lateral (
                 select event_id, type from event_outbox o where o.tenant_id = t.tenant_id order by event_id limit $2
               ) w
              where exists (select from webhook_endpoints e where e.tenant_id = t.tenant_id)`,
      values: [columnParameter('uuid', tenantIds, (id) => id), ofEach],
    });
  }

  subscribers(query: Query, tenantIds: readonly string[]): Promise<Subscriber[]> {
    return query<Subscriber>({
      name: 'subscribers',
      text: `select e.tenant_id as "tenantId", e.id as "endpointId", e.event_types as "eventTypes", e.status,
                    e.created_at as "createdAt"
               from unnest($1::uuid[]) t (tenant_id) join webhook_endpoints e on e.tenant_id = t.tenant_id`,
      values: [columnParameter('uuid', tenantIds, (id) => id)],
    });
  }

  /** The events leave the outbox, and their deliveries are there: both at once, so each is made once. */
  async replace(query: Query, { events, deliveries }: Expansion, now: Date): Promise<void> {
    await query({
      name: 'replace-by-deliveries',
      text: `with gone as (
               delete from event_outbox o using unnest($1::uuid[], $2::uuid[]) g (tenant_id, event_id)
                where o.tenant_id = g.tenant_id and o.event_id = g.event_id
             )
             insert into deliveries (tenant_id, endpoint_id, event_id, id, event_type, status, failure, due_at,
                    settled_at, created_at)
             select d.tenant_id, d.endpoint_id, d.event_id, d.id, d.event_type,
                    case when missed = 1 then 'failed' else 'pending' end,
                    case when missed = 1 then 'endpoint_disabled' end,
                    case when missed = 0 then $9::timestamptz end,
                    case when missed = 1 then $9 end, $9
               from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::int4[])
                    d (tenant_id, endpoint_id, event_id, id, event_type, missed)
             on conflict (tenant_id, endpoint_id, event_id) do nothing`,
      values: [
        columnParameter('uuid', events, ({ tenantId }) => tenantId),
        columnParameter('uuid', events, ({ eventId }) => eventId),
        columnParameter('uuid', deliveries, ({ tenantId }) => tenantId),
        columnParameter('uuid', deliveries, ({ endpointId }) => endpointId),
        columnParameter('uuid', deliveries, ({ eventId }) => eventId),
        columnParameter('uuid', deliveries, ({ id }) => id),
        columnParameter('text', deliveries, ({ eventType }) => eventType),
        columnParameter('int4', deliveries, ({ isMissed }) => (isMissed ? 1 : 0)),
        now,
      ],
    });
  }
}
