import type { DeliveryJob } from './delivery-job';

export interface DeliveryRow extends DeliveryJob {
  /** Since the schedule began, this one among them. */
  readonly attemptsInRound: number;
  readonly type: string;
  /** The resource as its GET answers, as JSON text. Null: it was erased, or is kept no longer. */
  readonly data: string | null;
  readonly happenedAt: Date | null;
}

/** A delivery `d` and its event `v` as a `DeliveryRow`. */
export const DELIVERY_COLUMNS = `d.tenant_id as "tenantId", d.endpoint_id as "endpointId", d.event_id as "eventId",
                    d.attempts as attempt, d.attempts - d.round_started_after as "attemptsInRound",
                    d.event_type as type, v.data::text as data, v.created_at as "happenedAt"`;

export const ITS_EVENT = 'left join events v on v.tenant_id = d.tenant_id and v.id = d.event_id';
