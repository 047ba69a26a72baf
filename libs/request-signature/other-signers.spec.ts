import { createPrivateKey, sign } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import { CompactSign } from 'jose';
import {
  API_KEY,
  arrived,
  BODY,
  headersOf,
  judged,
  KEY_ID,
  NOW_MS,
  SIGNINGS,
  TARGET,
} from './signed-example';
import type { JwsAlgorithm } from './verification-key';

const created = new Date(NOW_MS);
const expires = new Date(NOW_MS + 120_000);

it('a request that http-message-signatures signs is good', async () => {
  const { signer, key } = SIGNINGS.ed25519;
  const { 'Content-Digest': contentDigest = '', 'Api-Key-Digest': apiKeyDigest = '' } = headersOf(
    SIGNINGS.ed25519,
  );
  const signed = await httpbis.signMessage(
    {
      key: {
        id: KEY_ID,
        alg: 'ed25519',
        sign: (data: Buffer) => Promise.resolve(sign(null, data, signer.key)),
      },
      name: 'mine',
      fields: ['@method', '@target-uri', 'content-digest', 'api-key-digest'],
      params: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
      paramValues: { created, expires, nonce: 'a-nonce-of-16-bytes', tag: 'trustflow-agent' },
    },
    {
      method: 'POST',
      url: TARGET,
      headers: { 'Content-Digest': contentDigest, 'Api-Key-Digest': apiKeyDigest },
    },
  );
  const headers = signed.headers as Record<string, string>;
  expect(judged(arrived(headers), key)).toBe('good');
  expect(judged(arrived(headers, { method: 'PUT' }), key)).toBe('signature_mismatch');
});

it.each<JwsAlgorithm>(['EdDSA', 'ES256', 'PS256', 'RS256'])(
  'a JWS of %s that jose signs is good',
  async (alg) => {
    const { signer, key } = SIGNINGS[alg];
    if (signer.method !== 'jws') throw new Error('it signs with a JWS');
    const ath = arrived({}).apiKeyDigest.toString('base64url');
    const compact = await new CompactSign(BODY)
      .setProtectedHeader({
        ...{ alg, kid: KEY_ID, iat: created.getTime() / 1_000, exp: expires.getTime() / 1_000 },
        ...{ jti: 'a-nonce-of-16-bytes', htm: 'POST', htu: TARGET, ath },
      })
      .sign(createPrivateKey(signer.key.export({ format: 'pem', type: 'pkcs8' })));
    const [header = '', , signature = ''] = compact.split('.');
    const headers = { 'Agent-Signature': `${header}..${signature}` };
    expect(judged(arrived(headers), key)).toBe('good');
    expect(judged(arrived(headers, { body: Buffer.from('{}') }), key)).toBe('signature_mismatch');
    expect(JSON.stringify(headers)).not.toContain(API_KEY);
  },
);
