import type { Lookup } from '@libs/database/tenant-database';
import type { MandateTerms } from '@libs/risk-engine/mandate';

export type AgentStatus = 'active' | 'revoked';

/** What an agent may do, and until when; null: for ever. */
export interface Mandate extends Omit<MandateTerms, 'expiresAtMs'> {
  readonly expiresAt: Date | null;
}

/** Agents with a secret that a master key made. */
export function agentsOfMasterKey(kid: string, limit: number): Lookup {
  return { sql: 'select id, total from find_agents_by_kid($1, $2)', parameters: [kid, limit] };
}
