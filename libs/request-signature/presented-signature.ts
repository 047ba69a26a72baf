import { fieldLines } from './arrived-request';
import { presentedHttpSignature } from './http-signature';
import type { PresentedHttpSignature } from './http-signature';
import { presentedJws } from './jws';
import type { PresentedJws } from './jws';
import { malformed } from './signature-refusal';

/** What a request presents, before its key is known: well-formed, and not checked. */
export type PresentedSignature = PresentedHttpSignature | PresentedJws;

/**
 * Undefined where none of `Signature`, `Signature-Input` and `Agent-Signature` is there. Throws a SignatureRefusal where
 * something of them is that isn't one well-formed signature of ours: it never counts as none.
 */
export function presentedSignature(rawHeaders: readonly string[]): PresentedSignature | undefined {
  const isThere = (name: string): boolean => fieldLines(rawHeaders, name).length > 0;
  const isHttp = isThere('signature') || isThere('signature-input');
  const isJws = isThere('agent-signature');
  if (isHttp && isJws) throw malformed('Sign in one way: with Signature or with Agent-Signature.');
  if (isHttp) return presentedHttpSignature(rawHeaders);
  return isJws ? presentedJws(rawHeaders) : undefined;
}
