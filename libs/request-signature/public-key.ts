import { createHash, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { UnreadableKeyError, WeakKeyError } from './key-errors';
import { checkStrength } from './key-strength';
import { PUBLISHED_TEST_KEYS } from './published-test-keys';
import type { PublicJwk } from './public-jwk';
import type { JwsAlgorithm, VerificationKey } from './verification-key';

export interface RegistrablePublicKey {
  readonly jwk: PublicJwk;
  /** SHA-256 of the JWK (RFC 7638), in base64url. */
  readonly thumbprint: string;
}

const MAX_PEM_LENGTH = 8_192;
const MAX_JWK_MEMBER_LENGTH = 2_048;
/** By `kty`, which anybody may have written: a Map has no other names. */
const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['OKP', ['crv', 'kty', 'x']],
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['RSA', ['e', 'kty', 'n']],
]);
/** One, and nothing beside it: of two keys, readers would take different ones. */
const ONE_PEM =
  /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END (?:RSA )?PUBLIC KEY-----\s*$/;

/**
 * Reads a public key that somebody wants to sign with: a JWK (RFC 7517) or a PEM text.
 *
 * @throws UnreadableKeyError for anything else, another kind of key or a private one; WeakKeyError.
 */
export function readPublicKey(method: 'ed25519' | 'jws', publicKey: unknown): RegistrablePublicKey {
  const key = typeof publicKey === 'string' ? keyOfPem(publicKey) : keyOfJwk(publicKey);
  const jwk = requiredMembers(key);
  const algorithms = algorithmsOf(jwk);
  if (algorithms.length === 0 || (method === 'ed25519' && algorithms[0] !== 'EdDSA')) {
    throw new UnreadableKeyError(
      method === 'ed25519' ? 'The key has to be of Ed25519.' : 'The key has to be of Ed25519, P-256 or RSA.',
    );
  }
  checkStrength(key, jwk);
  const thumbprint = thumbprintOf(jwk);
  if (PUBLISHED_TEST_KEYS.has(thumbprint))
    throw new WeakKeyError('The private half of this key was published.');
  return { jwk, thumbprint };
}

/** Of a key that `readPublicKey` returned. */
export function toVerificationKey(method: 'ed25519' | 'jws', jwk: PublicJwk): VerificationKey {
  const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  return method === 'ed25519' ? { method, publicKey } : { method, publicKey, algorithms: algorithmsOf(jwk) };
}

function algorithmsOf({ kty, crv }: PublicJwk): readonly JwsAlgorithm[] {
  if (kty === 'OKP') return crv === 'Ed25519' ? ['EdDSA'] : [];
  if (kty === 'EC') return crv === 'P-256' ? ['ES256'] : [];
  return kty === 'RSA' ? ['PS256', 'RS256'] : [];
}

function keyOfPem(text: string): KeyObject {
  if (text.length > MAX_PEM_LENGTH) throw new UnreadableKeyError('A PEM text may have 8 KiB.');
  if (text.includes('PRIVATE KEY')) throw privateKey();
  if (!ONE_PEM.test(text)) {
    throw new UnreadableKeyError(
      'Send a JWK, or a PEM text of one key that begins with "-----BEGIN PUBLIC KEY-----".',
    );
  }
  return readable(() => createPublicKey(text));
}

function keyOfJwk(jwk: unknown): KeyObject {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw new UnreadableKeyError('Send a JWK or a PEM text.');
  }
  const key = publicMembers(jwk as Readonly<Record<string, unknown>>);
  return readable(() => createPublicKey({ key, format: 'jwk' }));
}

function publicMembers(jwk: Readonly<Record<string, unknown>>): JsonWebKey {
  if ('d' in jwk || 'k' in jwk) throw privateKey();
  const required = MEMBERS.get(jwk['kty']) ?? [];
  if (required.length === 0 || !required.every((name) => isMember(jwk[name]))) {
    throw new UnreadableKeyError('The JWK lacks a member, or is of a type that is not taken.');
  }
  return Object.fromEntries(required.map((name) => [name, jwk[name]]));
}

function isMember(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_JWK_MEMBER_LENGTH;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new UnreadableKeyError('This is no public key.');
  }
}

/** As OpenSSL writes them: one key has one form, however it was spelled. */
function requiredMembers(key: KeyObject): PublicJwk {
  // Not every kind of key has a JWK.
  const exported = readable(() => key.export({ format: 'jwk' })) as Readonly<Record<string, string>>;
  const names = MEMBERS.get(exported['kty']) ?? [];
  return Object.fromEntries(names.map((name) => [name, exported[name] ?? '']));
}

/** RFC 7638 section 3. */
function thumbprintOf(jwk: PublicJwk): string {
  const sorted = Object.fromEntries(Object.entries(jwk).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}

function privateKey(): UnreadableKeyError {
  return new UnreadableKeyError(
    'This is a private key, which others can now know. Make a new one, and send its public half.',
  );
}
