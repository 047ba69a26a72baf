import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';
const PUBLIC_PREFIX = 'whpk_';
/** Of an HMAC secret, by the specification. */
const SECRET_BYTES = { min: 24, max: 64 };
const ED25519_BYTES = 32;
// What stands before the 32 bytes in DER: PKCS#8 and SubjectPublicKeyInfo of RFC 8410.
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** What signs: both, because a receiver checks whichever it knows. */
export interface SigningKeys {
  readonly hmac: Buffer;
  /** The private key. */
  readonly ed25519: KeyObject;
}

/** A key's text is not one. Its message never holds the text. */
export class WebhookKeyError extends Error {
  override readonly name = 'WebhookKeyError';
}

/** `whsec_` and the base64 of 24 to 64 bytes: whoever holds it can check `v1` signatures, and make them. */
export function secretText(secret: Buffer): string {
  return SECRET_PREFIX + checkedSecret(secret).toString('base64');
}

/** The bytes in the text of a secret; the prefix may be missing. Throws a WebhookKeyError. */
export function parseSecret(text: string): Buffer {
  return checkedSecret(bytesOf(text.startsWith(SECRET_PREFIX) ? text.slice(SECRET_PREFIX.length) : text));
}

/** `whpk_` and the base64 of an Ed25519 public key: whoever holds it can check `v1a` signatures, and make none. */
export function publicKeyText(publicKey: Buffer): string {
  return PUBLIC_PREFIX + checkedEd25519(publicKey).toString('base64');
}

/** Throws a WebhookKeyError. */
export function parsePublicKey(text: string): KeyObject {
  if (!text.startsWith(PUBLIC_PREFIX)) throw new WebhookKeyError('a public key begins with whpk_');
  return publicKeyOf(checkedEd25519(bytesOf(text.slice(PUBLIC_PREFIX.length))));
}

/** The private key of a seed (RFC 8032, 32 bytes). */
export function privateKeyOf(seed: Buffer): KeyObject {
  const key = Buffer.concat([PRIVATE_DER, checkedEd25519(seed)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public key that belongs to a private one. */
export function publicBytesOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length);
}

/** The key in 32 bytes (RFC 8032). */
export function publicKeyOf(publicKey: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_DER, publicKey]), format: 'der', type: 'spki' });
}

/** Strict: what `Buffer.from` would skip over is refused, so that a mistyped key is not another key. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new WebhookKeyError('a key is written in base64');
  return bytes;
}

function checkedSecret(secret: Buffer): Buffer {
  if (secret.length < SECRET_BYTES.min || secret.length > SECRET_BYTES.max) {
    throw new WebhookKeyError('a secret has 24 to 64 bytes');
  }
  return secret;
}

function checkedEd25519(key: Buffer): Buffer {
  if (key.length !== ED25519_BYTES) throw new WebhookKeyError('an Ed25519 key has 32 bytes');
  return key;
}
