import { createHmac, hash } from 'node:crypto';
import { canonicalJson } from './canonical-json';

/** The name of the format below, given with every receipt. */
export const LEAF_FORMAT = 'trustflow-leaf-v1';

const LEAF_PREFIX = Uint8Array.of(0);

/**
 * The leaf of an entry: SHA-256(0x00 ‖ salt ‖ canonical JSON of the entry).
 * 0x00 is the leaf prefix of RFC 6962 section 2.1, canonical JSON is RFC 8785, the salt is 32 random bytes:
 * without it the hash says nothing about the entry, so that destroying the salt erases the entry and keeps the tree.
 */
export function leafHash(entry: object, salt: Buffer): Buffer {
  return hash(
    'sha256',
    Buffer.concat([LEAF_PREFIX, salt, Buffer.from(canonicalJson(entry), 'utf8')]),
    'buffer',
  );
}

/** HMAC-SHA-256 with the entry's salt: commits the entry to content that is kept elsewhere and can be erased there. */
export function contentDigest(content: object, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(canonicalJson(content), 'utf8').digest();
}
