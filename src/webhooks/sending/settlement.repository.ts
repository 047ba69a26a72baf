import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import type { EndpointKey } from '../endpoint-key';
import type { DeliveryKey } from '../webhooks.types';
import type { AttemptEnd } from './attempt-end';
import type { Health } from './endpoint-health';

export interface EndpointHealth extends Health, EndpointKey {}

/** A delivery that was settled now, of a recovery that counts it. */
export interface Recovered extends DeliveryKey {
  readonly recoveryId: string;
  readonly isDelivered: boolean;
  readonly endedAt: Date;
}

/** An end whose row was still at the attempt that ended. */
export interface Advanced {
  /** Among the ends, from 1. */
  readonly place: number;
  readonly recoveryId: string | null;
}

@Injectable()
export class SettlementRepository {
  /**
   * Logs each attempt that was made, and moves its delivery on: what is at another attempt by now stays as it is. Of
   * what was erased while it was sent, the answer isn't kept: it may say it again.
   */
  advance(query: Query, ends: readonly AttemptEnd[]): Promise<Advanced[]> {
    return query<Advanced>({
      name: 'advance-deliveries',
      text: `with ended as materialized (
               select *
                 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int4[], $5::text[], $6::timestamptz[], $7::text[],
                             $8::timestamptz[], $9::timestamptz[], $10::int4[], $11::int4[], $12::text[], $13::text[])
                      with ordinality e (tenant_id, endpoint_id, event_id, attempt, status, due_at, failure, ended_at,
                                         started_at, duration_ms, response_status, response_body, error, place)
             ), logged as (
               insert into delivery_attempts (tenant_id, endpoint_id, event_id, number, started_at, duration_ms,
                      response_status, response_body, error)
               select e.tenant_id, e.endpoint_id, e.event_id, e.attempt, e.started_at, e.duration_ms, e.response_status,
                      case when e.response_body = '' or exists (
                        select from events v where v.tenant_id = e.tenant_id and v.id = e.event_id and v.data is not null
                      ) then e.response_body end, e.error
                 from ended e where e.started_at is not null
                   on conflict do nothing
             )
             update deliveries d
                set status = e.status, due_at = e.due_at, failure = e.failure,
                    settled_at = case when e.due_at is null then e.ended_at end
               from ended e
              where d.tenant_id = e.tenant_id and d.endpoint_id = e.endpoint_id and d.event_id = e.event_id
                and d.status = 'sending' and d.attempts = e.attempt
             returning e.place::int4, d.recovery_id as "recoveryId"`,
      values: [
        columnParameter('uuid', ends, ({ tenantId }) => tenantId),
        columnParameter('uuid', ends, ({ endpointId }) => endpointId),
        columnParameter('uuid', ends, ({ eventId }) => eventId),
        columnParameter('int4', ends, ({ attempt }) => attempt),
        columnParameter('text', ends, ({ next }) => next.status),
        columnParameter('timestamptz', ends, ({ next }) => next.dueAt),
        columnParameter('text', ends, ({ next }) => next.failure),
        columnParameter('timestamptz', ends, ({ endedAt }) => endedAt),
        columnParameter('timestamptz', ends, ({ result }) => result?.startedAt ?? null),
        columnParameter('int4', ends, ({ result }) => result?.durationMs ?? null),
        columnParameter('int4', ends, ({ result }) => result?.responseStatus ?? null),
        columnParameter('text', ends, ({ result }) => result?.responseBody ?? null),
        columnParameter('text', ends, ({ result }) => result?.error ?? null),
      ],
    });
  }

  /** Until the end of the transaction nobody else changes them. One that was deleted is missing. */
  lockHealth(query: Query, endpoints: readonly EndpointKey[]): Promise<EndpointHealth[]> {
    return query<EndpointHealth>({
      name: 'lock-health',
      text: `select h.tenant_id as "tenantId", h.endpoint_id as "endpointId", max_in_flight as "maxInFlight",
                    consecutive_failures as "consecutiveFailures", failing_since as "failingSince",
                    held_until as "heldUntil", last_delivered_at as "lastDeliveredAt"
               from unnest($1::uuid[], $2::uuid[]) e (tenant_id, endpoint_id)
               join webhook_endpoint_health h on h.tenant_id = e.tenant_id and h.endpoint_id = e.endpoint_id
              order by h.tenant_id, h.endpoint_id for update of h`,
      values: [
        columnParameter('uuid', endpoints, ({ tenantId }) => tenantId),
        columnParameter('uuid', endpoints, ({ endpointId }) => endpointId),
      ],
    });
  }

  async updateHealth(query: Query, health: readonly EndpointHealth[]): Promise<void> {
    await query({
      name: 'update-health',
      text: `update webhook_endpoint_health h
                set max_in_flight = n.max_in_flight, consecutive_failures = n.consecutive_failures,
                    failing_since = n.failing_since, held_until = n.held_until,
                    last_delivered_at = n.last_delivered_at
               from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::int4[], $5::timestamptz[], $6::timestamptz[],
                           $7::timestamptz[])
                    n (tenant_id, endpoint_id, max_in_flight, consecutive_failures, failing_since, held_until,
                       last_delivered_at)
              where h.tenant_id = n.tenant_id and h.endpoint_id = n.endpoint_id`,
      values: [
        columnParameter('uuid', health, ({ tenantId }) => tenantId),
        columnParameter('uuid', health, ({ endpointId }) => endpointId),
        columnParameter('int4', health, ({ maxInFlight }) => maxInFlight),
        columnParameter('int4', health, ({ consecutiveFailures }) => consecutiveFailures),
        columnParameter('timestamptz', health, ({ failingSince }) => failingSince),
        columnParameter('timestamptz', health, ({ heldUntil }) => heldUntil),
        columnParameter('timestamptz', health, ({ lastDeliveredAt }) => lastDeliveredAt),
      ],
    });
  }

  /** Each once. A recovery that has collected everything is over with the last of what it found. */
  async countRecovered(query: Query, recovered: readonly Recovered[]): Promise<void> {
    await query({
      name: 'count-recovered',
      text: `with settled as materialized (
               select *
                 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int4[], $6::timestamptz[])
                      s (tenant_id, endpoint_id, event_id, recovery_id, delivered, ended_at)
             ), freed as (
               update deliveries d set recovery_id = null
                 from settled s
                where d.tenant_id = s.tenant_id and d.endpoint_id = s.endpoint_id and d.event_id = s.event_id
             ), counted as (
               select tenant_id, recovery_id, sum(delivered)::int4 as delivered, sum(1 - delivered)::int4 as failed,
                      max(ended_at) as ended_at
                 from settled group by tenant_id, recovery_id order by tenant_id, recovery_id
             )
             update recoveries r
                set delivered = r.delivered + c.delivered, failed = r.failed + c.failed,
                    status = case when r.status = 'sending' and r.delivered + c.delivered + r.failed + c.failed = r.found
                                   then 'completed' else r.status end,
                    completed_at = case when r.status = 'sending' and r.delivered + c.delivered + r.failed + c.failed = r.found
                                        then c.ended_at else r.completed_at end
               from counted c
              where r.tenant_id = c.tenant_id and r.id = c.recovery_id`,
      values: [
        columnParameter('uuid', recovered, ({ tenantId }) => tenantId),
        columnParameter('uuid', recovered, ({ endpointId }) => endpointId),
        columnParameter('uuid', recovered, ({ eventId }) => eventId),
        columnParameter('uuid', recovered, ({ recoveryId }) => recoveryId),
        columnParameter('int4', recovered, ({ isDelivered }) => (isDelivered ? 1 : 0)),
        columnParameter('timestamptz', recovered, ({ endedAt }) => endedAt),
      ],
    });
  }
}
