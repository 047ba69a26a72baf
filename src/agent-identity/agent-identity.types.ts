import type { Lookup } from '@libs/database/tenant-database';
import type { TransactionType } from '@libs/risk-engine/transaction';

export type AgentStatus = 'active' | 'revoked';

/** What an agent may do. An empty list says nothing of its subject; one that isn't refuses what it doesn't name. */
export interface Mandate {
  readonly limits: readonly MandateLimit[];
  readonly types: readonly TransactionType[];
  /** By the customer's own ids. */
  readonly counterparties: readonly string[];
  readonly expiresAt: Date | null;
}

/** In one currency. */
export interface MandateLimit {
  readonly currency: string;
  /** Of a transaction. */
  readonly maxAmountMinor: number | null;
  /** Of a calendar day in UTC. */
  readonly maxAmountPerDayMinor: number | null;
}

/** Agents with a secret that a master key made. */
export function agentsOfMasterKey(kid: string, limit: number): Lookup {
  return { sql: 'select id, total from find_agents_by_kid($1, $2)', parameters: [kid, limit] };
}
