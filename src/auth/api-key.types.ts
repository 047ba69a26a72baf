import type { Scope } from '@libs/http/scope';
import type { ApiKey } from './api-key.entity';

/** What a key is made from. */
export interface KeyTerms {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: it doesn't expire. */
  readonly expiresAt: Date | null;
  /** As `canonicalCidr` writes them; none is everywhere. */
  readonly allowedIps: readonly string[];
  /** The uuid of the agent without whose signature the key is worth nothing. */
  readonly agentId: string | null;
}

/** The only moment at which `secret` is known. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

export interface UsedKey {
  readonly key: ApiKey;
  /** At most a minute behind. */
  readonly lastUsedAt: Date | null;
}
