import { Problem } from '@libs/http/problem';
import type { SignatureReason } from '@libs/request-signature/signature-refusal';

/** A signature that is there and not good. `detail` is one sentence that repeats nothing secret. */
export function signatureInvalid(reason: SignatureReason, detail: string): Problem {
  return new Problem('agent_signature_invalid', detail, { extra: { reason } });
}

export function replayed(): Problem {
  return signatureInvalid('replayed', 'This nonce was used before: sign the request again, with a new one.');
}

export function agentMismatch(who: 'body' | 'API key'): Problem {
  return signatureInvalid('agent_mismatch', `The ${who} names another agent than the one that signed.`);
}

export function signatureRequired(detail: string): Problem {
  return new Problem('agent_signature_required', detail);
}
