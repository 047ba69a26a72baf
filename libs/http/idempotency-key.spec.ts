import { parseIdempotencyKey } from './idempotency-key';

describe('an Idempotency-Key', () => {
  it.each([undefined, 'a', '!~', 'order-1001:retry', 'x'.repeat(255)])('%j is taken as it is', (key) => {
    expect(parseIdempotencyKey(key)).toBe(key);
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'x'.repeat(256)],
    ['with a space', 'a b'],
    ['with a control character', 'a\u007f'],
    ['not in ASCII', 'clé'],
    ['sent twice', 'a, a'],
  ])('that is %s is refused, and the header named', (_what, key) => {
    expect(() => parseIdempotencyKey(key)).toThrow(
      expect.objectContaining({
        code: 'bad_request',
        errors: [expect.objectContaining({ in: 'header', pointer: 'Idempotency-Key' })],
      }),
    );
  });
});
