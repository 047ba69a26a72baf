import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { ArrivedRequest } from './arrived-request';
import { presentedSignature } from './presented-signature';
import { signRequest } from './sign-request';
import type { Signer, SigningTerms } from './sign-request';
import { SignatureRefusal } from './signature-refusal';
import type { JwsAlgorithm, VerificationKey } from './verification-key';
import { verifySignature } from './verify-signature';

export const NOW_MS = 1_795_341_600_000;
export const API_KEY = 'tf_live_an-example-of-a-key';
export const KEY_ID = 'agentkey_01kapm4y6qf0t9d2h1w8zc3v5x';
export const TARGET = 'https://api.trustflow.example/v1/evaluations?a=1&b=%7E';
export const BODY = Buffer.from('{"transactionId":"order-1","amount":2500}');

export type Headers = Readonly<Record<string, string>>;

export interface Signing {
  readonly signer: Signer;
  readonly key: VerificationKey;
}

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const secret = createHash('sha256').update('a secret').digest();

const jws = (pair: { publicKey: KeyObject; privateKey: KeyObject }, algorithm: JwsAlgorithm): Signing => ({
  signer: { keyId: KEY_ID, method: 'jws', key: pair.privateKey, algorithm },
  key: {
    method: 'jws',
    publicKey: pair.publicKey,
    algorithms: pair === rsa ? ['PS256', 'RS256'] : [algorithm],
  },
});

/** Every way to sign. */
export const SIGNINGS = {
  ed25519: {
    signer: { keyId: KEY_ID, method: 'ed25519', key: ed25519.privateKey },
    key: { method: 'ed25519', publicKey: ed25519.publicKey },
  },
  hmac: {
    signer: { keyId: KEY_ID, method: 'hmac', key: secret },
    key: { method: 'hmac', secret },
  },
  EdDSA: jws(ed25519, 'EdDSA'),
  ES256: jws(p256, 'ES256'),
  PS256: jws(rsa, 'PS256'),
  RS256: jws(rsa, 'RS256'),
} as const satisfies Readonly<Record<string, Signing>>;

export const RSA_PUBLIC_KEY = rsa.publicKey;

export function headersOf(
  { signer }: Signing,
  over: Partial<SigningTerms> & { apiKey?: string; body?: Buffer; method?: string; targetUri?: string } = {},
): Headers {
  const { apiKey = API_KEY, body = BODY, method = 'POST', targetUri = TARGET, ...options } = over;
  return signRequest({ method, targetUri, body, apiKey }, signer, {
    createdAtMs: NOW_MS,
    nonce: 'a-nonce-of-16-bytes',
    ...options,
  });
}

export function arrived(
  headers: Headers | readonly string[],
  over: Partial<ArrivedRequest> = {},
): ArrivedRequest {
  return {
    ...{ method: 'POST', targetUri: TARGET, body: BODY },
    rawHeaders: Array.isArray(headers) ? (headers as string[]) : Object.entries(headers).flat(),
    apiKeyDigest: createHash('sha256').update(API_KEY).digest(),
    ...over,
  };
}

/** `good`, the reason of the refusal, or `absent`. */
export function judged(request: ArrivedRequest, key: VerificationKey, nowMs = NOW_MS): string {
  try {
    const presented = presentedSignature(request.rawHeaders);
    if (presented === undefined) return 'absent';
    verifySignature(presented, request, key, nowMs);
    return 'good';
  } catch (error) {
    if (error instanceof SignatureRefusal) return error.reason;
    throw error;
  }
}
