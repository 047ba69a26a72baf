import { createHash } from 'node:crypto';
import { isSignatureOf } from './http-signature';
import { isJwsOf } from './jws';
import type { VerificationKey } from './verification-key';

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

/** The digests in the line of the base that covers the body. */
function coversBody(base: string, body: Buffer | undefined): boolean {
  if (body === undefined) return true;
  const line = base.split('\n').find((each) => each.startsWith('"content-digest": ')) ?? '';
  const digests = [...line.matchAll(/sha-(256|512)=:([^:]*):/g)];
  return (
    digests.length > 0 &&
    digests.every(
      ([, bits, digest]) =>
        createHash(`sha${bits ?? ''}`)
          .update(body)
          .digest('base64') === digest,
    )
  );
}
