import { constants, createHash, createHmac, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LEAST_COVERAGE, SIGNATURE_TAG } from './http-signature';
import { MAX_LIFETIME_SECONDS } from './limits';
import { signatureBase } from './signature-base';
import type { JwsAlgorithm } from './verification-key';

export interface RequestToSign {
  readonly method: string;
  /** Absolute, spelled as it will be sent. */
  readonly targetUri: string;
  readonly body: Buffer;
  readonly apiKey: string;
}

export type Signer =
  | { readonly keyId: string; readonly method: 'ed25519'; readonly key: KeyObject }
  | { readonly keyId: string; readonly method: 'hmac'; readonly key: Buffer }
  | {
      readonly keyId: string;
      readonly method: 'jws';
      readonly key: KeyObject;
      /** EdDSA, unless it is said. */
      readonly algorithm?: JwsAlgorithm;
    };

export interface SigningTerms {
  /** New for each request: 16 to 128 visible characters. */
  readonly nonce: string;
  readonly createdAtMs: number;
  /** 120, unless it is said; at most 300. */
  readonly lifetimeSeconds?: number;
}

const LIFETIME_SECONDS = 120;

/** The headers that sign a request as the README says, to be sent with it. */
export function signRequest(
  request: RequestToSign,
  signer: Signer,
  { nonce, createdAtMs, lifetimeSeconds = LIFETIME_SECONDS }: SigningTerms,
): Record<string, string> {
  const created = Math.floor(createdAtMs / 1_000);
  const terms = { nonce, created, expires: created + Math.min(lifetimeSeconds, MAX_LIFETIME_SECONDS) };
  return signer.method === 'jws' ? jws(request, signer, terms) : httpSignature(request, signer, terms);
}

interface Terms {
  readonly nonce: string;
  readonly created: number;
  readonly expires: number;
}

function httpSignature(
  { method, targetUri, body, apiKey }: RequestToSign,
  signer: Exclude<Signer, { method: 'jws' }>,
  { nonce, created, expires }: Terms,
): Record<string, string> {
  const digests = {
    'Content-Digest': `sha-256=:${sha256(body).toString('base64')}:`,
    'Api-Key-Digest': `sha-256=:${sha256(Buffer.from(apiKey)).toString('base64')}:`,
  };
  const algorithm = signer.method === 'hmac' ? 'hmac-sha256' : 'ed25519';
  const parameters =
    `(${LEAST_COVERAGE.map((name) => `"${name}"`).join(' ')});created=${created};expires=${expires}` +
    `;nonce="${nonce}";keyid="${signer.keyId}";alg="${algorithm}";tag="${SIGNATURE_TAG}"`;
  const rawHeaders = Object.entries(digests).flat();
  const base = signatureBase({ components: LEAST_COVERAGE, parameters }, { method, targetUri, rawHeaders });
  const signature =
    signer.method === 'hmac'
      ? createHmac('sha256', signer.key).update(base).digest()
      : sign(null, Buffer.from(base), signer.key);
  return {
    ...digests,
    'Signature-Input': `agent=${parameters}`,
    Signature: `agent=:${signature.toString('base64')}:`,
  };
}

function jws(
  { method, targetUri, body, apiKey }: RequestToSign,
  { keyId, key, algorithm = 'EdDSA' }: Extract<Signer, { method: 'jws' }>,
  { nonce, created, expires }: Terms,
): Record<string, string> {
  const ath = sha256(Buffer.from(apiKey)).toString('base64url');
  const members = { alg: algorithm, kid: keyId, iat: created, exp: expires, jti: nonce };
  const header = base64url(JSON.stringify({ ...members, htm: method, htu: targetUri, ath }));
  const signature = SIGNERS[algorithm](Buffer.from(`${header}.${body.toString('base64url')}`), key);
  return { 'Agent-Signature': `${header}..${signature.toString('base64url')}` };
}

const SIGNERS: Readonly<Record<JwsAlgorithm, (signed: Buffer, key: KeyObject) => Buffer>> = {
  EdDSA: (signed, key) => sign(null, signed, key),
  ES256: (signed, key) => sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }),
  PS256: (signed, key) =>
    sign('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  RS256: (signed, key) => sign('sha256', signed, { key, padding: constants.RSA_PKCS1_PADDING }),
};

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
