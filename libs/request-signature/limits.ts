/** From `created` to `expires`. */
export const MAX_LIFETIME_SECONDS = 300;
/** How far the clocks of signer and verifier may be apart. */
export const MAX_SKEW_SECONDS = 60;
export const MIN_NONCE_BYTES = 16;
export const MAX_NONCE_BYTES = 128;
export const MAX_KEY_ID_BYTES = 256;

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

export function isNonce(nonce: string): boolean {
  return VISIBLE_ASCII.test(nonce) && nonce.length >= MIN_NONCE_BYTES && nonce.length <= MAX_NONCE_BYTES;
}

export function isKeyId(keyId: string): boolean {
  return VISIBLE_ASCII.test(keyId) && keyId.length <= MAX_KEY_ID_BYTES;
}

/** Since 1970. */
export function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
