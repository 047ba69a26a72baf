import type { AgentMethod } from '@libs/request-signature/verification-key';
import type { SignatureEvidence } from '@libs/request-signature/signature-evidence';
import type { Mandate } from './agent-identity.types';

/** The agent whose signature the request carried, and what proves it. */
export interface VerifiedAgent {
  /** Its public form, `agent_…`. */
  readonly id: string;
  readonly uuid: string;
  readonly method: AgentMethod;
  /** The uuid of the key that signed. */
  readonly keyId: string;
  readonly keyThumbprint: string;
  /** Of an HMAC it is medium: whoever can check it could have made it. */
  readonly assurance: 'high' | 'medium';
  readonly mandate: Mandate | null;
  readonly evidence: SignatureEvidence;
  readonly nonce: { readonly value: string; readonly expiresAt: Date };
}

/** Somebody's wish for the nonce of a signature: it is good once. */
export interface NonceUse {
  /** The uuid of the agent's key. */
  readonly keyId: string;
  readonly nonce: string;
  /** Of the signature. */
  readonly expiresAt: Date;
  /** A uuid of whoever takes it. */
  readonly holder: string;
}
