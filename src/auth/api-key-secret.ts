import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
const FORM = /^tf_(live|test)_[0-9A-Za-z]{36}$/;

/** What somebody meant as a key, anywhere in a text: also one that was cut off or mistyped. */
export const API_KEY_FORM = /tf_(?:live|test)_[0-9A-Za-z]{8,}/g;

/**
 * A new API key: `tf_live_` or `tf_test_`, 30 random characters of base62 (178 bits) and 6 of base62 CRC-32 over
 * what stands before, so that a mistyped key is refused without asking the database.
 */
export function createApiKeySecret(mode: 'live' | 'test'): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  const body = `tf_${mode}_${random.join('')}`;
  return body + checksum(body);
}

/** Whether the text has the form of a key and the checksum of one. Says nothing about whether the key exists. */
export function isApiKeySecret(text: string): boolean {
  return (
    FORM.test(text) && checksum(text.slice(0, -CHECKSUM_CHARACTERS)) === text.slice(-CHECKSUM_CHARACTERS)
  );
}

/** SHA-256: all of a key that is kept. A slow hash would add nothing to 178 random bits. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let i = 0; i < CHECKSUM_CHARACTERS; i += 1) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}
