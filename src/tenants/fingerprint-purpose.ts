import type { SecretPurpose } from '@libs/secrets/key-ring';

/** Of the key that fingerprints a tenant's entities. */
export function fingerprintPurpose(tenantId: string): SecretPurpose {
  return { purpose: 'entity-fingerprint', tenantId, owner: tenantId, version: 1 };
}
