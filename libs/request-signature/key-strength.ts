import type { KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { WeakKeyError } from './key-errors';
import type { PublicJwk } from './public-jwk';

const MIN_RSA_BITS = 2_048;
const MAX_RSA_BITS = 8_192;
const MIN_RSA_EXPONENT = 65_537n;
const MAX_RSA_EXPONENT = 2n ** 32n;
const ED25519_BYTES = 32;

/** Throws a WeakKeyError where signatures of the key prove little. */
export function checkStrength(key: KeyObject, jwk: PublicJwk): void {
  if (jwk['kty'] === 'OKP') checkEd25519(Buffer.from(jwk['x'] ?? '', 'base64url'));
  if (jwk['kty'] === 'RSA') checkRsa(key, jwk);
}

/**
 * node:crypto takes every point. Under one of small order the same signature is good for many messages; under one
 * that has a part of small order, verifiers disagree.
 */
function checkEd25519(bytes: Buffer): void {
  const point = pointOf(bytes);
  if (point === undefined) throw new WeakKeyError('This is no point of the curve, in its one spelling.');
  if (point.isSmallOrder()) throw new WeakKeyError('The key is of small order: anybody could sign with it.');
  if (!point.isTorsionFree()) throw new WeakKeyError('The key is of mixed order: verifiers would disagree.');
}

function pointOf(bytes: Buffer): ReturnType<typeof ed25519.Point.fromBytes> | undefined {
  if (bytes.length !== ED25519_BYTES) return undefined;
  try {
    return ed25519.Point.fromBytes(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

function checkRsa({ asymmetricKeyDetails = {} }: KeyObject, { n = '' }: PublicJwk): void {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails;
  checkLength(modulusLength);
  if (!isGoodExponent(publicExponent)) {
    throw new WeakKeyError('The exponent of an RSA key has to be odd, and at least 65537.');
  }
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  if (SMALL_PRIMES.some((prime) => modulus % prime === 0n)) {
    throw new WeakKeyError('The modulus of the RSA key has a small factor.');
  }
}

function checkLength(bits: number): void {
  if (bits < MIN_RSA_BITS) throw new WeakKeyError(`An RSA key has to have ${MIN_RSA_BITS} bits.`);
  if (bits > MAX_RSA_BITS) throw new WeakKeyError(`An RSA key may have ${MAX_RSA_BITS} bits.`);
}

function isGoodExponent(exponent: bigint): boolean {
  return exponent >= MIN_RSA_EXPONENT && exponent <= MAX_RSA_EXPONENT && exponent % 2n === 1n;
}

const SMALL_PRIMES = primesBelow(1_000);

function primesBelow(limit: number): readonly bigint[] {
  const numbers = Array.from({ length: limit - 2 }, (_, index) => index + 2);
  return numbers.filter((n) => !numbers.some((d) => d * d <= n && n % d === 0)).map(BigInt);
}
