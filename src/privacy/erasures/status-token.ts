import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** Who has it may look at one erasure, whatever becomes of the keys. 32 random bytes in base64url. */
export function newStatusToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is kept of it; undefined of a text that is none. */
export function digestOfToken(token: string): Buffer | undefined {
  return TOKEN.test(token) ? createHash('sha256').update(token, 'ascii').digest() : undefined;
}
