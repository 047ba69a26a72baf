import { formatId } from '@libs/ids/typeid';
import type { ApiKey } from './api-key.entity';

/** What the trail says of a key: all of it but the secret. */
export function auditedTerms({ name, scopes, expiresAt, allowedIps, agentId }: ApiKey): object {
  return {
    name,
    scopes,
    expiresAt: expiresAt?.toISOString() ?? null,
    allowedIps,
    agentId: agentId === null ? null : formatId('agent', agentId),
  };
}
