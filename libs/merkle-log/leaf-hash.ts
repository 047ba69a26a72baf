import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The name of the format below, given with every receipt. */
export const LEAF_FORMAT = 'trustflow-leaf-v1';

/**
 * The leaf of an entry: SHA-256(0x00 ‖ salt ‖ canonical JSON of the entry).
 * 0x00 is the leaf prefix of RFC 6962 section 2.1, canonical JSON is RFC 8785, the salt is 32 random bytes:
 * without it the hash says nothing about the entry, so that destroying the salt erases the entry and keeps the tree.
 */
export function leafHash(entry: object, salt: Buffer): Buffer {
  return createHash('sha256')
    .update(Uint8Array.of(0))
    .update(salt)
    .update(canonicalJson(entry), 'utf8')
    .digest();
}

/** HMAC-SHA-256 with the entry's salt: commits the entry to content that is kept elsewhere and can be erased there. */
export function contentDigest(content: object, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(canonicalJson(content), 'utf8').digest();
}

/** RFC 8785. Throws on what JSON can't hold. */
export function canonicalJson(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}
