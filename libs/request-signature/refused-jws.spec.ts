import { generateKeyPairSync, sign } from 'node:crypto';
import { arrived, BODY, headersOf, judged, KEY_ID, NOW_MS, SIGNINGS, TARGET } from './signed-example';
import { jws, replaced, twice, withJws } from './attempts';
import type { Refused } from './attempts';

const { ed25519, EdDSA, ES256, RS256 } = SIGNINGS;
const SECOND_MS = 1_000;

const REFUSED: Refused = [
  // As a JWS.
  ['a JWS without a signature', 'malformed', withJws((compact) => compact.replace(/\.\..*/, '..'))],
  [
    'a JWS with its payload',
    'malformed',
    withJws((compact) => compact.replace('..', `.${BODY.toString('base64url')}.`)),
  ],
  ['a JWS of none', 'algorithm_mismatch', jws({ alg: 'none' })],
  ['a JWS of HS256', 'algorithm_mismatch', jws({ alg: 'HS256' })],
  ['a JWS of another algorithm than its key', 'algorithm_mismatch', jws({ alg: 'ES256' })],
  ['a JWS for the key of an RFC 9421 signature', 'algorithm_mismatch', { ...jws({}), key: ed25519.key }],
  [
    'a JWS by another key',
    'signature_mismatch',
    {
      headers: headersOf(ES256),
      key: {
        ...{ method: 'jws', algorithms: ['ES256'] },
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
      },
    },
  ],
  ['a JWS of another body', 'signature_mismatch', { ...jws({}), request: { body: Buffer.from('{}') } }],
  ['a JWS of another method', 'url_mismatch', jws({ htm: 'GET' })],
  ['a JWS of another URL', 'url_mismatch', jws({ htu: TARGET.replace('api.', 'test.') })],
  ['a JWS of the URL without its query', 'url_mismatch', jws({ htu: TARGET.replace(/\?.*/, '') })],
  ['a JWS of another API key', 'key_binding_mismatch', jws({ ath: Buffer.alloc(32).toString('base64url') })],
  ['a JWS that expired', 'expired', jws({ iat: NOW_MS / SECOND_MS - 200, exp: NOW_MS / SECOND_MS - 60 })],
  [
    'a JWS of the future',
    'not_yet_valid',
    jws({ iat: NOW_MS / SECOND_MS + 61, exp: NOW_MS / SECOND_MS + 120 }),
  ],
  ['a JWS that is good for an hour', 'lifetime_too_long', jws({ exp: NOW_MS / SECOND_MS + 3_600 })],
  ['a JWS without a jti', 'malformed', jws({ jti: undefined })],
  ['a JWS without an exp', 'malformed', jws({ exp: undefined })],
  ['a JWS with a time as text', 'malformed', jws({ iat: String(NOW_MS / SECOND_MS) })],
  ['a JWS that brings its key', 'malformed', jws({ jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } })],
  ['a JWS that says where its key is', 'malformed', jws({ jku: 'https://evil.example/keys' })],
  ['a JWS with b64', 'malformed', jws({ b64: 'false', crit: 'b64' })],
  [
    'a JWS with a member twice',
    'malformed',
    jws(
      `{"alg":"EdDSA","alg":"EdDSA","kid":"${KEY_ID}","iat":1,"exp":2,"jti":"a-nonce-of-16-bytes","htm":"POST","htu":"${TARGET}","ath":"x"}`,
    ),
  ],
  [
    'a JWS with a member twice in disguise',
    'malformed',
    jws(
      `{"alg":"EdDSA","\\u0061lg":"none","kid":"${KEY_ID}","iat":1,"exp":2,"jti":"a-nonce-of-16-bytes","htm":"POST","htu":"${TARGET}","ath":"x"}`,
    ),
  ],
  ['a JWS whose header is a list', 'malformed', jws('[]')],
  ['a JWS whose header is no JSON', 'malformed', jws('alg=EdDSA')],
  ['a JWS in another base64', 'malformed', withJws((compact) => `${compact}=`)],
  ['a JWS with bits to spare', 'malformed', withJws((compact) => `${compact.slice(0, -1)}B`)],
  ['two JWS', 'malformed', { headers: twice(headersOf(EdDSA), 'agent-signature') }],
  ['much of a JWS', 'malformed', { headers: { 'Agent-Signature': 'x'.repeat(9_000) } }],
  [
    'a JWS in the form of an ECDSA of DER',
    'signature_mismatch',
    {
      headers: replaced(headersOf(ES256), 'Agent-Signature', (compact) => {
        const [header = ''] = compact.split('..');
        const signed = Buffer.from(`${header}.${BODY.toString('base64url')}`);
        return `${header}..${sign('sha256', signed, (ES256.signer as { key: Parameters<typeof sign>[2] }).key).toString('base64url')}`;
      }),
      key: ES256.key,
    },
  ],
  [
    'a JWS of RS256 that calls itself PS256',
    'signature_mismatch',
    {
      headers: replaced(headersOf(RS256), 'Agent-Signature', (compact) => {
        const [, signature = ''] = compact.split('..');
        const [header = ''] = (headersOf(SIGNINGS.PS256)['Agent-Signature'] ?? '').split('..');
        return `${header}..${signature}`;
      }),
      key: RS256.key,
    },
  ],
];

describe('a JWS that is not good is refused with its reason:', () => {
  it.each(REFUSED)(
    '%s: %s',
    (_, reason, { headers = headersOf(ed25519), request = {}, key = ed25519.key, nowMs }) => {
      expect(judged(arrived(headers, request), key, nowMs)).toBe(reason);
    },
  );

  it('there are at least 30 of them, each once', () => {
    expect(new Set(REFUSED.map(([what]) => what)).size).toBe(REFUSED.length);
    expect(REFUSED.length).toBeGreaterThanOrEqual(30);
  });
});
