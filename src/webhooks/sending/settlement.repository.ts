import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import type { DeliveryKey } from '../webhooks.types';
import type { AttemptEnd } from './attempt-end';
import type { AttemptResult } from './attempt-result';
import type { Health } from './endpoint-health';

export interface EndpointHealth extends Health {
  readonly tenantId: string;
  readonly endpointId: string;
}

/** A delivery that was settled now, of a recovery that counts it. */
export interface Recovered {
  readonly tenantId: string;
  readonly recoveryId: string;
  readonly isDelivered: boolean;
}

/** A row that was still at the attempt that ended. */
export interface Advanced extends DeliveryKey {
  readonly recoveryId: string | null;
}

@Injectable()
export class SettlementRepository {
  /** Returns those that were changed: what is at another attempt by now stays as it is. */
  advance(query: Query, ends: readonly AttemptEnd[]): Promise<Advanced[]> {
    return query<Advanced>({
      name: 'advance-deliveries',
      text: `with current as materialized (
               select d.tenant_id, d.endpoint_id, d.event_id, d.recovery_id, e.status, e.due_at, e.failure, e.ended_at
                 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int4[], $5::text[], $6::timestamptz[], $7::text[],
                             $8::timestamptz[])
                      e (tenant_id, endpoint_id, event_id, attempt, status, due_at, failure, ended_at)
                 join deliveries d on d.tenant_id = e.tenant_id and d.endpoint_id = e.endpoint_id
                      and d.event_id = e.event_id
                where d.status = 'sending' and d.attempts = e.attempt
                  for update of d
             )
             update deliveries d
                set status = c.status, due_at = c.due_at, failure = c.failure,
                    settled_at = case when c.due_at is null then c.ended_at end,
                    recovery_id = case when c.due_at is null then null else d.recovery_id end
               from current c
              where d.tenant_id = c.tenant_id and d.endpoint_id = c.endpoint_id and d.event_id = c.event_id
             returning d.tenant_id as "tenantId", d.endpoint_id as "endpointId", d.event_id as "eventId",
                       c.recovery_id as "recoveryId"`,
      values: [
        columnParameter('uuid', ends, ({ tenantId }) => tenantId),
        columnParameter('uuid', ends, ({ endpointId }) => endpointId),
        columnParameter('uuid', ends, ({ eventId }) => eventId),
        columnParameter('int4', ends, ({ attempt }) => attempt),
        columnParameter('text', ends, ({ next }) => next.status),
        columnParameter('timestamptz', ends, ({ next }) => next.dueAt),
        columnParameter('text', ends, ({ next }) => next.failure),
        columnParameter('timestamptz', ends, ({ endedAt }) => endedAt),
      ],
    });
  }

  /** Of what was erased while it was sent, the answer isn't kept: it may say it again. */
  async insertAttempts(
    query: Query,
    attempts: readonly (AttemptEnd & { readonly result: AttemptResult })[],
  ): Promise<void> {
    await query({
      name: 'insert-attempts',
      text: `insert into delivery_attempts (tenant_id, endpoint_id, event_id, number, started_at, duration_ms,
                    response_status, response_body, error)
             select x.tenant_id, x.endpoint_id, x.event_id, x.number, x.started_at, x.duration_ms, x.response_status,
                    case when sent.data is not null then x.response_body end, x.error
               from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int4[], $5::timestamptz[], $6::int4[],
                           $7::int4[], $8::text[], $9::text[])
                    x (tenant_id, endpoint_id, event_id, number, started_at, duration_ms, response_status,
                       response_body, error)
               left join lateral (
                 select data from events e where e.tenant_id = x.tenant_id and e.id = x.event_id limit 1
               ) sent on true
             on conflict do nothing`,
      values: [
        columnParameter('uuid', attempts, ({ tenantId }) => tenantId),
        columnParameter('uuid', attempts, ({ endpointId }) => endpointId),
        columnParameter('uuid', attempts, ({ eventId }) => eventId),
        columnParameter('int4', attempts, ({ attempt }) => attempt),
        columnParameter('timestamptz', attempts, ({ result }) => result.startedAt),
        columnParameter('int4', attempts, ({ result }) => result.durationMs),
        columnParameter('int4', attempts, ({ result }) => result.responseStatus),
        columnParameter('text', attempts, ({ result }) => result.responseBody),
        columnParameter('text', attempts, ({ result }) => result.error),
      ],
    });
  }

  /** Until the end of the transaction nobody else changes them. One that was deleted is missing. */
  lockHealth(
    query: Query,
    endpoints: readonly Pick<EndpointHealth, 'tenantId' | 'endpointId'>[],
  ): Promise<EndpointHealth[]> {
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

  /** A recovery that has collected everything is over with the last of what it found. */
  async countRecovered(query: Query, recovered: readonly Recovered[], now: Date): Promise<void> {
    await query({
      name: 'count-recovered',
      text: `with counted as (
               select tenant_id, recovery_id, sum(delivered)::int4 as delivered, sum(1 - delivered)::int4 as failed
                 from unnest($1::uuid[], $2::uuid[], $3::int4[]) s (tenant_id, recovery_id, delivered)
                group by tenant_id, recovery_id order by tenant_id, recovery_id
             )
             update recoveries r
                set delivered = r.delivered + c.delivered, failed = r.failed + c.failed,
                    status = case when r.status = 'sending' and r.delivered + c.delivered + r.failed + c.failed = r.found
                                   then 'completed' else r.status end,
                    completed_at = case when r.status = 'sending' and r.delivered + c.delivered + r.failed + c.failed = r.found
                                        then $4 else r.completed_at end
               from counted c
              where r.tenant_id = c.tenant_id and r.id = c.recovery_id`,
      values: [
        columnParameter('uuid', recovered, ({ tenantId }) => tenantId),
        columnParameter('uuid', recovered, ({ recoveryId }) => recoveryId),
        columnParameter('int4', recovered, ({ isDelivered }) => (isDelivered ? 1 : 0)),
        now,
      ],
    });
  }
}
