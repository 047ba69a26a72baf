import { endpointName } from '../endpoint-key';
import type { DeliveryFailure } from '../webhooks.types';
import type { WebhookSecret } from '../secrets/webhook-secret.entity';
import type { ToldEvent } from './delivery-body';
import type { DeliveryJob } from './delivery-job';
import type { DeliveryRow } from './delivery-row';
import type { DeliveryTarget, DeliveryTargets } from './delivery-targets.repository';
import { RETRY_WAITS_MS } from './retry-schedule';

/** Everything that a sender needs to know. */
export interface OutgoingDelivery {
  readonly url: string;
  readonly event: ToldEvent;
  /** Of the endpoint those that sign just now, the newest first. */
  readonly secrets: readonly WebhookSecret[];
}

/** What is behind a job. */
export interface LoadedDelivery extends DeliveryJob, Omit<DeliveryTarget, 'mode'> {
  /** Since the schedule began, this one among them. */
  readonly attemptsInRound: number;
  /** Null: its payload was erased, or it is kept no longer. */
  readonly event: ToldEvent | null;
}

/** Without those whose tenant is gone. */
export function loadedDeliveries(rows: readonly DeliveryRow[], targets: DeliveryTargets): LoadedDelivery[] {
  return rows.flatMap((row) => {
    const target = targets.get(endpointName(row));
    return target === undefined ? [] : [loaded(row, target)];
  });
}

function loaded(row: DeliveryRow, { mode, endpoint, secrets }: DeliveryTarget): LoadedDelivery {
  const { tenantId, endpointId, eventId, attempt, attemptsInRound, type, data, happenedAt } = row;
  const event =
    data === null || happenedAt === null
      ? null
      : { tenantId, eventId, type, mode, createdAt: happenedAt, data };
  return { tenantId, endpointId, eventId, attempt, attemptsInRound, endpoint, event, secrets };
}

/** What to send; or why nothing is to be sent any more. */
export function outgoing({
  attemptsInRound,
  endpoint,
  event,
  secrets,
}: LoadedDelivery): OutgoingDelivery | DeliveryFailure {
  if (endpoint === null) return 'endpoint_deleted';
  if (endpoint.status === 'disabled') return 'endpoint_disabled';
  if (event === null) return 'payload_erased';
  // Those before it were of workers that died in them.
  if (attemptsInRound > RETRY_WAITS_MS.length + 1) return 'retries_exhausted';
  return { url: endpoint.url, event, secrets };
}
