import fc from 'fast-check';
import { createApiKeySecret, digestOf, isApiKeySecret } from './api-key-secret';

describe('API key secrets', () => {
  it.each(['live', 'test'] as const)('have the documented form in %s mode', (mode) => {
    const secret = createApiKeySecret(mode);
    expect(secret).toMatch(new RegExp(`^tf_${mode}_[0-9A-Za-z]{36}$`));
    expect(isApiKeySecret(secret)).toBe(true);
  });

  it('carry a checksum that anyone can compute: six base62 digits of CRC-32', () => {
    // Python's zlib.crc32 of the first 38 characters is 0x4f980595.
    expect(isApiKeySecret(`tf_live_${'0'.repeat(30)}1SN2uL`)).toBe(true);
  });

  it('are refused with any one character changed', () => {
    const secret = createApiKeySecret('live');
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 43 }), fc.constantFrom(...'0aZ9'), (at, other) => {
        fc.pre(secret[at] !== other);
        expect(isApiKeySecret(secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('are never the same twice, and neither are their digests', () => {
    const secrets = Array.from({ length: 1_000 }, () => createApiKeySecret('live'));
    expect(new Set(secrets).size).toBe(1_000);
    expect(new Set(secrets.map((secret) => digestOf(secret).toString('hex'))).size).toBe(1_000);
  });
});
