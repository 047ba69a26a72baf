import type { AgentMethod } from '@libs/request-signature/verification-key';
import type { Mandate } from '../agent-identity.types';

/** What an agent is registered with. */
export interface AgentTerms {
  readonly name: string;
  readonly method: AgentMethod;
  /** Unread. Undefined for an HMAC. */
  readonly publicKey: unknown;
  readonly mandate: Mandate | null;
}

/** What is named changes. */
export interface AgentChange {
  readonly name?: string;
  readonly mandate?: Mandate | null;
}
