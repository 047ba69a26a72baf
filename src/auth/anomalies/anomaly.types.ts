import type { TenantId } from '@libs/database/tenant-id';
import type { Origin } from '@libs/http/origin';

/** What looks like abuse of a key: one that was refused goes on being tried; one came from elsewhere; one is at its tenant's limit. */
export type AnomalyKind = 'refused_key_tried' | 'new_network' | 'limit_reached';

/** A request with a key that is known, let in or not. */
export interface KeyUse {
  readonly tenantId: TenantId;
  readonly keyId: string;
  readonly origin: Origin;
}
