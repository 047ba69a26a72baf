import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import type { EndpointKey } from '../endpoint-key';
import { LEASE_MS } from '../sending/delivery-job';
import { DELIVERY_COLUMNS, ITS_EVENT } from '../sending/delivery-row';
import type { DeliveryRow } from '../sending/delivery-row';
import type { DeliveryFailure, EndpointStatus } from '../webhooks.types';
import type { SendingEndpoint } from './send-allowance';

/** An endpoint that has deliveries to be sent, now or later. */
export interface OpenEndpoint extends EndpointKey, SendingEndpoint {
  /** Null: it was deleted. */
  readonly status: EndpointStatus | null;
  /** Deliveries that are due, counted as far as `dueUpTo`. */
  readonly due: number;
}

export interface ClaimedRow extends DeliveryRow {
  readonly deliveryId: string;
}

export interface Moment {
  readonly now: Date;
  readonly dueUpTo: number;
}

@Injectable()
export class ClaimsRepository {
  /** Until the end of the transaction no other process claims. */
  async tryLock(query: Query): Promise<boolean> {
    const [row] = await query<{ locked: boolean }>({
      name: 'lock-claims',
      text: `select pg_try_advisory_xact_lock(hashtextextended('webhooks: claims', 0)) as locked`,
      values: [],
    });
    return row?.locked === true;
  }

  /** In the order of their keys, those behind `after`. Of one that is held nothing is counted: it costs next to nothing. */
  openEndpoints(
    query: Query,
    after: EndpointKey,
    limit: number,
    { now, dueUpTo }: Moment,
  ): Promise<OpenEndpoint[]> {
    return query<OpenEndpoint>({
      name: 'open-endpoints',
      text: `with recursive open (tenant_id, endpoint_id, number) as (
               (select tenant_id, endpoint_id, 1 from deliveries
                 where due_at is not null and (tenant_id, endpoint_id) > ($1, $2)
                 order by tenant_id, endpoint_id limit 1)
               union all
               select next.tenant_id, next.endpoint_id, number + 1
                 from open o cross join lateral (
                   select tenant_id, endpoint_id from deliveries d
                    where due_at is not null and (d.tenant_id, d.endpoint_id) > (o.tenant_id, o.endpoint_id)
                    order by tenant_id, endpoint_id limit 1
                 ) next
                where number < $3
             )
             select o.tenant_id as "tenantId", o.endpoint_id as "endpointId", e.status,
                    e.max_per_second as "maxPerSecond", coalesce(h.max_in_flight, 1) as "maxInFlight",
                    coalesce(h.consecutive_failures, 0) as "consecutiveFailures", h.held_until as "heldUntil",
                    (extract(epoch from h.next_send_at) * 1000)::float8 as "nextTurnMs",
                    coalesce(sending.count, 0)::int4 as "inFlight", coalesce(due.count, 0)::int4 as due
               from open o
               left join webhook_endpoints e on e.tenant_id = o.tenant_id and e.id = o.endpoint_id
               left join webhook_endpoint_health h on h.tenant_id = o.tenant_id and h.endpoint_id = o.endpoint_id
               left join lateral (
                 select count(*) from deliveries d
                  where d.tenant_id = o.tenant_id and d.endpoint_id = o.endpoint_id
                    and d.due_at > $4 and d.due_at <= $5 and d.status = 'sending'
               ) sending on h.held_until is null or h.held_until <= $4
               left join lateral (
                 select count(*) from (
                   select from deliveries d
                    where d.tenant_id = o.tenant_id and d.endpoint_id = o.endpoint_id and d.due_at <= $4
                    limit $6
                 ) counted
               ) due on h.held_until is null or h.held_until <= $4`,
      values: [after.tenantId, after.endpointId, limit, now, leaseFrom(now), dueUpTo],
    });
  }

  /** Takes so many of each endpoint, those that are due for the longest: nobody else has them until the lease is over. */
  async claim(
    query: Query,
    shares: readonly (EndpointKey & { readonly share: number })[],
    now: Date,
  ): Promise<ClaimedRow[]> {
    return query<ClaimedRow>({
      name: 'claim-deliveries',
      // Chosen once: a join may ask for the choice again for each row, and each time it would be another.
      text: `with chosen as materialized (
               select s.tenant_id, s.endpoint_id, w.event_id
                 from unnest($1::uuid[], $2::uuid[], $3::int4[]) s (tenant_id, endpoint_id, share)
                      cross join lateral (
                        select event_id from deliveries w
                         where w.tenant_id = s.tenant_id and w.endpoint_id = s.endpoint_id and w.due_at <= $4
                         order by w.due_at limit s.share for update skip locked
                      ) w
             ), claimed as (
               update deliveries d set status = 'sending', attempts = d.attempts + 1, due_at = $5
                 from chosen c
                where d.tenant_id = c.tenant_id and d.endpoint_id = c.endpoint_id and d.event_id = c.event_id
               returning d.*
             )
             select d.id as "deliveryId", ${DELIVERY_COLUMNS} from claimed d ${ITS_EVENT}`,
      values: [
        columnParameter('uuid', shares, ({ tenantId }) => tenantId),
        columnParameter('uuid', shares, ({ endpointId }) => endpointId),
        columnParameter('int4', shares, ({ share }) => share),
        now,
        leaseFrom(now),
      ],
    });
  }

  /** When the next delivery to each endpoint has its turn. */
  async setTurns(query: Query, turns: readonly (EndpointKey & { readonly turnMs: number })[]): Promise<void> {
    await query({
      name: 'set-turns',
      text: `update webhook_endpoint_health h set next_send_at = to_timestamp(t.turn_ms::float8 / 1000)
               from unnest($1::uuid[], $2::uuid[], $3::text[]) t (tenant_id, endpoint_id, turn_ms)
              where h.tenant_id = t.tenant_id and h.endpoint_id = t.endpoint_id`,
      values: [
        columnParameter('uuid', turns, ({ tenantId }) => tenantId),
        columnParameter('uuid', turns, ({ endpointId }) => endpointId),
        columnParameter('text', turns, ({ turnMs }) => String(turnMs)),
      ],
    });
  }

  /** Of each endpoint at most so many of those that are due end as failed, unsent; their recoveries count them. */
  async failDue(
    query: Query,
    ended: readonly (EndpointKey & { readonly failure: DeliveryFailure })[],
    ofEach: number,
    now: Date,
  ): Promise<void> {
    await query({
      name: 'fail-due-deliveries',
      text: `with ended as materialized (
               select w.* , s.failure
                 from unnest($1::uuid[], $2::uuid[], $3::text[]) s (tenant_id, endpoint_id, failure)
                      cross join lateral (
                        select tenant_id, endpoint_id, event_id, recovery_id from deliveries w
                         where w.tenant_id = s.tenant_id and w.endpoint_id = s.endpoint_id and w.due_at <= $4
                         order by w.due_at limit $5 for update skip locked
                      ) w
             ), failed as (
               update deliveries d
                  set status = 'failed', failure = e.failure, due_at = null, settled_at = $4, recovery_id = null
                 from ended e
                where d.tenant_id = e.tenant_id and d.endpoint_id = e.endpoint_id and d.event_id = e.event_id
               returning d.tenant_id, e.recovery_id
             ), counted as (
               select tenant_id, recovery_id, count(*)::int4 as failed from failed
                where recovery_id is not null group by tenant_id, recovery_id order by tenant_id, recovery_id
             )
             update recoveries r
                set failed = r.failed + c.failed,
                    status = case when r.status = 'sending' and r.delivered + r.failed + c.failed = r.found
                                  then 'completed' else r.status end,
                    completed_at = case when r.status = 'sending' and r.delivered + r.failed + c.failed = r.found
                                        then $4 else r.completed_at end
               from counted c where r.tenant_id = c.tenant_id and r.id = c.recovery_id`,
      values: [
        columnParameter('uuid', ended, ({ tenantId }) => tenantId),
        columnParameter('uuid', ended, ({ endpointId }) => endpointId),
        columnParameter('text', ended, ({ failure }) => failure),
        now,
        ofEach,
      ],
    });
  }
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
