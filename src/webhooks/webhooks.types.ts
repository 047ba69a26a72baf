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
