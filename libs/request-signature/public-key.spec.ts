import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { calculateJwkThumbprint } from 'jose';
import { UnreadableKeyError } from './key-errors';
import { readPublicKey, toVerificationKey } from './public-key';

const jwkOf = (key: KeyObject): Record<string, unknown> => ({ ...key.export({ format: 'jwk' }) });
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey;
const rsa = (modulusLength: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey;
const own = generateKeyPairSync('ed25519');
const okp = (point: Uint8Array): unknown => ({
  ...{ kty: 'OKP', crv: 'Ed25519' },
  x: Buffer.from(point).toString('base64url'),
});

/** The eight points of small order, in every encoding that some verifier takes. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  // Spelled otherwise.
  '0100000000000000000000000000000000000000000000000000000000000080',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe('a public key that is good', () => {
  it.each<[string, 'ed25519' | 'jws', KeyObject, readonly string[]]>([
    ['Ed25519', 'ed25519', own.publicKey, ['EdDSA']],
    ['Ed25519 for a JWS', 'jws', own.publicKey, ['EdDSA']],
    ['P-256', 'jws', ec('P-256'), ['ES256']],
    ['RSA of 2048 bits', 'jws', rsa(2_048), ['PS256', 'RS256']],
  ])('is read as JWK and as PEM: %s', async (_, method, key, algorithms) => {
    const jwk = jwkOf(key);
    const read = readPublicKey(method, { ...jwk, kid: 'mine', alg: 'anything', use: 'sig' });
    expect(read.thumbprint).toBe(await calculateJwkThumbprint(jwk));
    expect(readPublicKey(method, key.export({ format: 'pem', type: 'spki' }))).toEqual(read);
    const verification = toVerificationKey(method, read.jwk);
    expect(verification).toMatchObject(method === 'jws' ? { method, algorithms } : { method });
  });
});

describe('a public key that is weak', () => {
  it.each(SMALL_ORDER)('is refused: the point %s of small order', (hex) => {
    expect(() => readPublicKey('ed25519', okp(Buffer.from(hex, 'hex')))).toThrow(/order|spelling/);
    expect(() => readPublicKey('jws', okp(Buffer.from(hex, 'hex')))).toThrow(/order|spelling/);
  });

  it('is refused: of mixed order', () => {
    const torsion = ed25519.Point.fromBytes(Buffer.from(SMALL_ORDER[4] ?? '', 'hex'));
    const mixed = ed25519.Point.BASE.multiply(12_345n).add(torsion);
    expect(() => readPublicKey('ed25519', okp(mixed.toBytes()))).toThrow('mixed order');
    expect(() => readPublicKey('ed25519', okp(ed25519.Point.BASE.multiply(12_345n).toBytes()))).not.toThrow();
  });

  it.each<[string, KeyObject, RegExp]>([
    ['of 1024 bits', rsa(1_024), /2048 bits/],
    ['of the exponent 3', rsa(2_048, 3), /exponent/],
  ])('is refused: RSA %s', (_, key, why) => {
    expect(() => readPublicKey('jws', jwkOf(key))).toThrow(why);
    expect(() => readPublicKey('jws', key.export({ format: 'pem', type: 'spki' }))).toThrow(why);
  });

  it('is refused: the example of jose’s documentation', () => {
    const x = 'ySK38C1jBdLwDsNWKzzBHqKYEE5Cgv-qjWvorUXk9fw';
    const y = '_LeQBw07cf5t57Iavn4j-BqJsAD1dpoz8gokd3sBsOo';
    expect(() => readPublicKey('jws', { kty: 'EC', crv: 'P-256', x, y })).toThrow('was published');
  });

  it('is refused: RSA with a small factor', () => {
    const half = 1n << 2_047n;
    const modulus = half + 7n - (half % 7n);
    const n = Buffer.from(modulus.toString(16).padStart(512, '0'), 'hex').toString('base64url');
    expect(() => readPublicKey('jws', { kty: 'RSA', n, e: 'AQAB' })).toThrow('small factor');
  });
});

const pemOf = ({ publicKey }: { publicKey: KeyObject }): string =>
  publicKey.export({ format: 'pem', type: 'spki' }) as string;
const brainpool = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
const NONE = /no public key/;

describe('what is no public key', () => {
  it.each<[string, 'ed25519' | 'jws', unknown, RegExp]>([
    ['a private JWK', 'ed25519', jwkOf(own.privateKey), /private key/],
    ['a private PEM', 'ed25519', own.privateKey.export({ format: 'pem', type: 'pkcs8' }), /private key/],
    ['a secret', 'jws', { kty: 'oct', k: 'AAAA' }, /private key/],
    ['P-256 for ed25519', 'ed25519', jwkOf(ec('P-256')), /Ed25519/],
    ['P-384', 'jws', jwkOf(ec('P-384')), /P-256/],
    ['secp256k1', 'jws', jwkOf(ec('secp256k1')), /P-256/],
    ['X25519', 'jws', jwkOf(generateKeyPairSync('x25519').publicKey), /Ed25519/],
    [
      'a point that is on no curve',
      'jws',
      { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' },
      /no public key/,
    ],
    ['a type that every object has', 'jws', { kty: 'constructor' }, /lacks a member/],
    ['a type of objects themselves', 'jws', JSON.parse('{"kty":"__proto__"}'), /lacks a member/],
    ['a type that is no text', 'jws', { kty: { toString: 1 } }, /lacks a member/],
    ['DSA', 'jws', pemOf(generateKeyPairSync('dsa', { modulusLength: 1_024, divisorLength: 160 })), NONE],
    [
      'RSA that is for PSS alone',
      'jws',
      pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2_048 })),
      NONE,
    ],
    ['Ed448', 'jws', pemOf(generateKeyPairSync('ed448')), /Ed25519/],
    ['a curve that JWK has no name for', 'jws', pemOf(brainpool), NONE],
    ['two keys', 'jws', pemOf(own).repeat(2), /PEM text/],
    ['a key and more', 'jws', `${pemOf(own)}-----BEGIN CERTIFICATE-----`, /PEM text/],
    ['a JWK that lacks a member', 'ed25519', { kty: 'OKP', crv: 'Ed25519' }, /lacks a member/],
    ['a member that is no text', 'ed25519', { kty: 'OKP', crv: 'Ed25519', x: 1 }, /lacks a member/],
    ['a certificate', 'jws', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /PEM text/],
    ['any text', 'jws', 'ssh-ed25519 AAAA', /PEM text/],
    ['much text', 'jws', 'x'.repeat(10_000), /8 KiB/],
    ['a list', 'jws', [], /JWK or a PEM/],
    ['nothing', 'jws', null, /JWK or a PEM/],
    ['a number', 'jws', 7, /JWK or a PEM/],
  ])('is refused: %s', (_, method, publicKey, why) => {
    expect(() => readPublicKey(method, publicKey)).toThrow(why);
    expect(() => readPublicKey(method, publicKey)).toThrow(UnreadableKeyError);
  });
});

it('a key has one form, however it was spelled', () => {
  const key = ec('P-256');
  const pem = key.export({ format: 'pem', type: 'spki' }) as string;
  const crlf = pem.replaceAll('\n', '\r\n');
  expect(readPublicKey('jws', crlf)).toEqual(readPublicKey('jws', jwkOf(key)));
  expect(createPublicKey(pem).equals(key)).toBe(true);
});
