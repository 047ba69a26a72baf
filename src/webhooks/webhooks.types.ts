import type { Lookup } from '@libs/database/tenant-database';

export type EndpointStatus = 'enabled' | 'disabled';
/** `gone`: it answered 410. `failing`: nothing got through for five days. */
export type DisabledReason = 'customer' | 'gone' | 'failing';

/** `sending`: claimed, and under way until `dueAt`. */
export type DeliveryStatus = 'pending' | 'sending' | 'delivered' | 'failed';
/** Why nothing more is tried. */
export type DeliveryFailure =
  'retries_exhausted' | 'endpoint_disabled' | 'endpoint_deleted' | 'endpoint_gone' | 'payload_erased';

export type RecoveryStatus = 'collecting' | 'sending' | 'completed';

/** What names a delivery everywhere inside. */
export interface DeliveryKey {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly eventId: string;
}

/** The first endpoints with an unexpired secret that needs this master key, each with how many there are: `{ id, total }`. */
export function endpointsOfMasterKey(kid: string, limit: number): Lookup {
  return { sql: 'select id, total from find_endpoints_by_kid($1, $2)', parameters: [kid, limit] };
}
