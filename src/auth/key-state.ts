import { Problem } from '@libs/http/problem';
import { grants } from '@libs/http/scope';
import type { ApiKey } from './api-key.entity';

const WEEK_MS = 7 * 24 * 3_600_000;

type Ends = Pick<ApiKey, 'expiresAt' | 'revokedAt'>;
type Powers = Pick<ApiKey, 'id' | 'scopes' | 'agentId'> & Ends;

/** Throws a Problem of 401 where the key has come to its end. */
export function refuseEnded({ revokedAt, expiresAt }: Ends, now: Date): void {
  if (revokedAt !== null) throw new Problem('api_key_revoked', 'This API key was revoked.');
  if (expiresAt !== null && expiresAt <= now) {
    throw new Problem('api_key_expired', 'This API key has expired.');
  }
}

export function isUsable({ revokedAt, expiresAt }: Ends, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

/**
 * Whether the tenant can manage its keys without `gone` for as long as with it, or for another week. A key that was
 * rotated away is no help for longer than its overlap, one that is bound to an agent is none.
 */
export function keepsControlWithout(gone: Powers, keys: readonly Powers[], now: Date): boolean {
  if (!isInControl(gone, now)) return true;
  const longEnoughMs = Math.min(endMs(gone), now.getTime() + WEEK_MS);
  return keys.some((key) => key.id !== gone.id && isInControl(key, now) && endMs(key) >= longEnoughMs);
}

function isInControl(key: Powers, now: Date): boolean {
  return isUsable(key, now) && key.agentId === null && grants(key.scopes, 'keys:write');
}

function endMs({ expiresAt }: Ends): number {
  return expiresAt?.getTime() ?? Infinity;
}
