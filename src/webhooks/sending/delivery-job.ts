import type { DeliveryKey } from '../webhooks.types';

/** How many a worker sends at once. */
export const SENDING_CONCURRENCY = 256;
/**
 * For so long a claim is whoever's has it. It covers the wait in the queue behind two rounds of attempts that take as
 * long as they may, another such attempt, and the writing down of what it came to.
 */
export const LEASE_MS = 65_000;

/** "Now": whatever else there is to know is in the row. */
export interface DeliveryJob extends DeliveryKey {
  /** From 1: a job of another attempt than the row's is over. */
  readonly attempt: number;
}

/** The key of a map by job. */
export function jobName({ tenantId, endpointId, eventId, attempt }: DeliveryJob): string {
  return `${tenantId}:${endpointId}:${eventId}:${attempt}`;
}
