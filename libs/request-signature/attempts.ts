import { createHmac, createPublicKey, sign } from 'node:crypto';
import type { ArrivedRequest } from './arrived-request';
import { signatureBase } from './signature-base';
import type { SignatureReason } from './signature-refusal';
import { arrived, BODY, headersOf, KEY_ID, NOW_MS, SIGNINGS, TARGET } from './signed-example';
import type { Headers, Signing } from './signed-example';
import type { VerificationKey } from './verification-key';

const { ed25519, EdDSA } = SIGNINGS;
const SECOND_MS = 1_000;

export type Refused = readonly (readonly [what: string, reason: SignatureReason, attempt: Attempt])[];

/** What arrives, for a key at a time. */
export interface Attempt {
  readonly headers?: Headers | readonly string[];
  readonly request?: Partial<ArrivedRequest>;
  readonly key?: VerificationKey;
  readonly nowMs?: number;
}

export const replaced = (headers: Headers, name: string, change: (value: string) => string): Headers => ({
  ...headers,
  [name]: change(headers[name] ?? ''),
});
export const input = (change: (value: string) => string, headers = headersOf(ed25519)): Attempt => ({
  headers: replaced(headers, 'Signature-Input', change),
});
export const twice = (headers: Headers, name: string, value = headers[name] ?? ''): readonly string[] => [
  ...Object.entries(headers).flat(),
  ...[name, value],
];

/** Signed with the agent's own key, with other parameters: what only a careless verifier takes. */
export function resigned(
  components: readonly string[],
  over: Record<string, string> = {},
  more: Headers = {},
  { signer }: Signing = ed25519,
): Attempt {
  const created = NOW_MS / SECOND_MS;
  const named = {
    ...{ created: String(created), expires: String(created + 60), nonce: '"a-nonce-of-16-bytes"' },
    ...{ keyid: `"${KEY_ID}"`, alg: '"ed25519"', tag: '"trustflow-agent"' },
    ...over,
  };
  const list = components.map((name) => (name.includes(';') ? name : `"${name}"`)).join(' ');
  const parameters = `(${list})${Object.entries(named)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `;${name}=${value}`)
    .join('')}`;
  const headers = { ...headersOf(ed25519), ...more };
  const plain = components.filter((name) => !name.includes(';'));
  const rawHeaders = Object.entries(headers).flat();
  const known = plain.filter((name) => name.startsWith('@') || name.toLowerCase() in lowered(headers));
  const base = signatureBase(
    { components: known, parameters },
    { method: 'POST', targetUri: TARGET, rawHeaders },
  );
  const bytes = Buffer.from(base);
  const signature =
    signer.method === 'hmac'
      ? createHmac('sha256', signer.key).update(bytes).digest()
      : sign(null, bytes, signer.key);
  return {
    headers: {
      ...headers,
      'Signature-Input': `agent=${parameters}`,
      Signature: `agent=:${signature.toString('base64')}:`,
    },
  };
}

function lowered(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

export const LEAST = ['@method', '@target-uri', 'content-digest', 'api-key-digest'];

/** A JWS of these header members, signed by the agent. */
export function jws(
  members: Record<string, unknown> | string,
  { signer }: Signing = EdDSA,
  body = BODY,
): Attempt {
  const ath = Buffer.from(arrived({}).apiKeyDigest).toString('base64url');
  const created = NOW_MS / SECOND_MS;
  const own = {
    ...{ alg: 'EdDSA', kid: KEY_ID, iat: created, exp: created + 60, jti: 'a-nonce-of-16-bytes' },
    ...{ htm: 'POST', htu: TARGET, ath },
  };
  const text = typeof members === 'string' ? members : JSON.stringify({ ...own, ...members });
  const header = Buffer.from(text).toString('base64url');
  const signed = Buffer.from(`${header}.${body.toString('base64url')}`);
  if (signer.method === 'hmac') throw new Error('a JWS is signed with a private key');
  const signature =
    signer.key.asymmetricKeyType === 'ed25519'
      ? sign(null, signed, signer.key)
      : sign('sha256', signed, { key: signer.key, dsaEncoding: 'ieee-p1363' });
  return { headers: { 'Agent-Signature': `${header}..${signature.toString('base64url')}` }, key: EdDSA.key };
}

export const withJws = (change: (compact: string) => string): Attempt => ({
  headers: replaced(headersOf(EdDSA), 'Agent-Signature', change),
  key: EdDSA.key,
});

/** The forged signature R = identity, S = 0, under the identity as public key. */
export const IDENTITY = createPublicKey({
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: Buffer.from([1, ...Array<number>(31).fill(0)]).toString('base64url'),
  },
  format: 'jwk',
});

/** S + L in the place of S: the same signature in the eyes of a careless verifier. */
export function malleable(signature: Buffer): Buffer {
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}
