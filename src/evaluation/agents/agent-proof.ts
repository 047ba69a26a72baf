import type { AgentMethod } from '@libs/request-signature/verification-key';
import type { SignatureEvidence } from '@libs/request-signature/signature-evidence';
import type { VerifiedAgent } from '../../agent-identity/verified-agent.types';

/** That an agent signed the request that was decided, in a form that can be checked again. */
export interface AgentProof {
  readonly method: AgentMethod;
  /** The uuid of the key. */
  readonly keyId: string;
  readonly keyThumbprint: string;
  readonly assurance: 'high' | 'medium';
  /** Null once the evaluation was erased: it holds the request. */
  readonly evidence: SignatureEvidence | null;
}

export function agentProofOf({
  method,
  keyId,
  keyThumbprint,
  assurance,
  evidence,
}: VerifiedAgent): AgentProof {
  return { method, keyId, keyThumbprint, assurance, evidence };
}
