import { fieldLines } from './arrived-request';
import type { ArrivedRequest } from './arrived-request';
import { verifyHttpSignature } from './http-signature';
import { verifyJws } from './jws';
import type { PresentedSignature } from './presented-signature';
import { malformed } from './signature-refusal';
import { sha256 } from './signature-evidence';
import type { SignatureEvidence } from './signature-evidence';
import { checkValidity } from './validity';
import type { VerificationKey } from './verification-key';

export interface VerifiedSignature {
  /** To be taken once. */
  readonly nonce: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly evidence: SignatureEvidence;
}

/**
 * Checks what a request presents against the key that it names. The order is that of the README's table: what costs
 * little first. Whether the nonce was used before is not known here.
 *
 * @throws SignatureRefusal
 */
export function verifySignature(
  presented: PresentedSignature,
  request: ArrivedRequest,
  key: VerificationKey,
  nowMs: number,
): VerifiedSignature {
  if (fieldLines(request.rawHeaders, 'authorization').length > 1) {
    throw malformed('Authorization has to be there once: which of the keys is it bound to?');
  }
  checkValidity(presented, nowMs);
  return {
    nonce: presented.nonce,
    createdAtMs: presented.createdSeconds * 1_000,
    expiresAtMs: presented.expiresSeconds * 1_000,
    evidence: evidenceOf(presented, request, key),
  };
}

function evidenceOf(
  presented: PresentedSignature,
  request: ArrivedRequest,
  key: VerificationKey,
): SignatureEvidence {
  const signature = presented.signature.toString('base64');
  const body = { body: request.body.toString('base64'), bodySha256: sha256(request.body) };
  if (presented.scheme === 'http') {
    const base = verifyHttpSignature(presented, request, key);
    return { schema: 1, scheme: 'http', base, signature, ...body };
  }
  verifyJws(presented, request, key);
  const { algorithm, header } = presented;
  return { schema: 1, scheme: 'jws', algorithm, header, signature, ...body };
}
