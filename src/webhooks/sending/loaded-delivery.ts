import type { DeliveryFailure, EndpointStatus } from '../webhooks.types';
import type { WebhookSecret } from '../secrets/webhook-secret.entity';
import type { ToldEvent } from './delivery-body';
import type { DeliveryJob } from './delivery-job';
import { RETRY_WAITS_MS } from './retry-schedule';

/** Everything that a sender needs to know. */
export interface OutgoingDelivery {
  readonly url: string;
  readonly event: ToldEvent;
  /** Of the endpoint those that sign just now, the newest first. */
  readonly secrets: readonly WebhookSecret[];
}

/** What is behind a job. */
export interface LoadedDelivery extends DeliveryJob {
  /** Since the schedule began, this one among them. */
  readonly attemptsInRound: number;
  readonly leaseUntil: Date;
  /** Null: the endpoint was deleted. */
  readonly endpoint: { readonly url: string; readonly status: EndpointStatus } | null;
  /** Null: its payload was erased, or it is kept no longer. */
  readonly event: ToldEvent | null;
  readonly secrets: readonly WebhookSecret[];
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
