import { hash } from 'node:crypto';
import { canonicalJson } from '@libs/merkle-log/canonical-json';

/** SHA-256 of the canonical JSON (RFC 8785): two spellings of one JSON value are one request. */
export function requestDigest(request: object): Buffer {
  return hash('sha256', canonicalJson(request), 'buffer');
}
