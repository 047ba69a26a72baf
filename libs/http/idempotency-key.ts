import { Problem } from './problem';

const HEADER = 'Idempotency-Key';
const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** Checks the Idempotency-Key header; undefined if there is none. Throws `bad_request` for one that is not valid. */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  // Node joins a repeated header with a comma and a space, which is not a visible character.
  if (header !== undefined && !VISIBLE_ASCII.test(header)) {
    const detail = 'An Idempotency-Key has 1 to 255 visible ASCII characters.';
    throw new Problem('bad_request', detail, {
      errors: [{ in: 'header', pointer: HEADER, code: 'idempotency_key', detail }],
    });
  }
  return header;
}
