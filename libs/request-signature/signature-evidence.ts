import { createHash } from 'node:crypto';
import { isContentDigestOf } from './content-digest';
import { isSignatureOf } from './http-signature';
import { isJwsOf } from './jws';
import type { VerificationKey } from './verification-key';

/** How the line of a signature base begins that holds the digests of the body. */
const DIGEST_LINE = '"content-digest": ';

/** What a signature can be checked by again later: a plain JSON value without a secret. */
export type SignatureEvidence = HttpEvidence | JwsEvidence;

interface HttpEvidence {
  readonly schema: 1;
  readonly scheme: 'http';
  /** What was signed (RFC 9421 section 2.5); it holds the digests of the body and of the API key. */
  readonly base: string;
  /** In base64, as are the others. */
  readonly signature: string;
  /** Left out where it is large: whoever sent it has it. */
  readonly body?: string;
  readonly bodySha256: string;
}

interface JwsEvidence {
  readonly schema: 1;
  readonly scheme: 'jws';
  readonly algorithm: string;
  /** In base64url, as it came. */
  readonly header: string;
  readonly signature: string;
  readonly body?: string;
  readonly bodySha256: string;
}

/** Without the bytes of the body. */
export function withoutBody(evidence: SignatureEvidence): SignatureEvidence {
  return Object.fromEntries(Object.entries(evidence).filter(([name]) => name !== 'body')) as typeof evidence;
}

/** Whether the key made it. `body` is needed where the evidence leaves it out. */
export function verifyEvidence(evidence: SignatureEvidence, key: VerificationKey, body?: Buffer): boolean {
  const held = body ?? heldBody(evidence);
  if (held !== undefined && sha256(held) !== evidence.bodySha256) return false;
  const signature = Buffer.from(evidence.signature, 'base64');
  if (evidence.scheme === 'jws') return held !== undefined && isJwsOf({ ...evidence, signature }, held, key);
  return coversBody(evidence.base, held) && isSignatureOf(evidence.base, signature, key);
}

function heldBody({ body }: SignatureEvidence): Buffer | undefined {
  return body === undefined ? undefined : Buffer.from(body, 'base64');
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** What the base says of the body, in the line that covers its digests. */
function coversBody(base: string, body: Buffer | undefined): boolean {
  if (body === undefined) return true;
  const line = base.split('\n').find((each) => each.startsWith(DIGEST_LINE)) ?? '';
  return isContentDigestOf(line.slice(DIGEST_LINE.length), body) === true;
}
