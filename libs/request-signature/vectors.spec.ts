import { createPublicKey } from 'node:crypto';
import { isSignatureOf } from './http-signature';
import { isJwsOf } from './jws';
import { readPublicKey } from './public-key';
import { WeakKeyError } from './key-errors';
import { signatureBase } from './signature-base';

/** RFC 9421 appendix B.2. */
const REQUEST = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  rawHeaders: [
    ...['Host', 'example.com', 'Date', 'Tue, 20 Apr 2021 02:07:55 GMT', 'Content-Type', 'application/json'],
    'Content-Digest',
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    ...['Content-Length', '18'],
  ],
};
const ED25519 = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
  format: 'jwk',
});

describe('the examples of RFC 9421', () => {
  it('B.2.5, an HMAC, have these bases and signatures', () => {
    const coverage = {
      components: ['date', '@authority', 'content-type'],
      parameters: '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    };
    const base = signatureBase(coverage, REQUEST);
    expect(base).toBe(
      '"date": Tue, 20 Apr 2021 02:07:55 GMT\n' +
        '"@authority": example.com\n' +
        '"content-type": application/json\n' +
        `"@signature-params": ${coverage.parameters}`,
    );
    const secret = Buffer.from(
      'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
      'base64',
    );
    const signature = Buffer.from('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=', 'base64');
    expect(isSignatureOf(base, signature, { method: 'hmac', secret })).toBe(true);
    expect(isSignatureOf(`${base} `, signature, { method: 'hmac', secret })).toBe(false);
  });

  it('B.2.6, Ed25519, have these bases and signatures', () => {
    const coverage = {
      components: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
      parameters:
        '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    };
    const base = signatureBase(coverage, REQUEST);
    const signature = Buffer.from(
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
      'base64',
    );
    const key = { method: 'ed25519', publicKey: ED25519 } as const;
    expect(isSignatureOf(base, signature, key)).toBe(true);
    expect(isSignatureOf(base.replace('POST', 'PUT'), signature, key)).toBe(false);
  });

  it('have no blanks around a field, and keep those within', () => {
    const rawHeaders = ['X-One', ' \t a \t b\t '];
    expect(signatureBase({ components: ['x-one'], parameters: '()' }, { ...REQUEST, rawHeaders })).toBe(
      '"x-one": a \t b\n"@signature-params": ()',
    );
  });

  it('say what is derived of a request', () => {
    const derived = ['@method', '@target-uri', '@scheme', '@authority', '@path', '@query', '@request-target'];
    const lines = signatureBase({ components: derived, parameters: '()' }, REQUEST).split('\n');
    expect(lines).toEqual([
      '"@method": POST',
      '"@target-uri": https://example.com/foo?param=Value&Pet=dog',
      '"@scheme": https',
      '"@authority": example.com',
      '"@path": /foo',
      '"@query": ?param=Value&Pet=dog',
      '"@request-target": /foo?param=Value&Pet=dog',
      '"@signature-params": ()',
    ]);
    const bare = { ...REQUEST, targetUri: 'https://example.com' };
    const components = ['@path', '@query'];
    expect(signatureBase({ components, parameters: '()' }, bare)).toBe(
      '"@path": /\n"@query": ?\n"@signature-params": ()',
    );
  });
});

it('the example of RFC 8037 A.4 is a good JWS', () => {
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    format: 'jwk',
  });
  const jws = {
    header: 'eyJhbGciOiJFZERTQSJ9',
    algorithm: 'EdDSA',
    signature: Buffer.from(
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
      'base64url',
    ),
  };
  const key = { method: 'jws', publicKey, algorithms: ['EdDSA'] } as const;
  expect(isJwsOf(jws, Buffer.from('Example of Ed25519 signing'), key)).toBe(true);
  expect(isJwsOf(jws, Buffer.from('Example of Ed25519 signing.'), key)).toBe(false);
});

it('the thumbprints of RFC 8037 A.3 and RFC 7638 3.1 are known, as those of published keys', () => {
  const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  const rsa = {
    kty: 'RSA',
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    e: 'AQAB',
    alg: 'RS256',
    kid: '2011-04-29',
  };
  expect(() => readPublicKey('ed25519', okp)).toThrow(WeakKeyError);
  expect(() => readPublicKey('jws', rsa)).toThrow(WeakKeyError);
});
