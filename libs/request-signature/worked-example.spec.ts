import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeakKeyError } from './key-errors';
import { presentedSignature } from './presented-signature';
import { readPublicKey } from './public-key';
import { signRequest } from './sign-request';
import { verifySignature } from './verify-signature';

const README = readFileSync(join(__dirname, 'README.md'), 'utf8');
const SEED = createHash('sha256').update('the seed of the worked example').digest();
/** PKCS #8 of an Ed25519 key (RFC 8410 section 7), before the seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const key = createPrivateKey({ key: Buffer.concat([PKCS8, SEED]), format: 'der', type: 'pkcs8' });
const apiKey = 'tf_live_Vb7mVq0YyN3pXr8sKd2Lw9tQf4Hc1Z0b6uTe';
const request = {
  method: 'POST',
  targetUri: 'https://api.trustflow.example/v1/evaluations',
  body: Buffer.from('{"transactionId":"order-1001","amount":2500,"currency":"EUR","customer":{"id":"c-42"}}'),
  apiKey,
};
const terms = { nonce: 'Yb3yTq0qjM1WQp0n5mZk2g', createdAtMs: 1_795_341_600_000, lifetimeSeconds: 60 };
const keyId = 'agentkey_01kapm4y6qf0t9d2h1w8zc3v5x';

/** What stands between two fences behind a heading of the README. */
function blockBehind(heading: string): string {
  const [, behind = ''] = README.split(`${heading}\n`);
  return /```[a-z]*\n([\s\S]*?)\n```/.exec(behind)?.[1] ?? '';
}

describe('the worked example of the README', () => {
  it('is what the signer makes, byte by byte', () => {
    const headers = signRequest(request, { keyId, method: 'ed25519', key }, terms);
    const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    expect(blockBehind('### The headers')).toBe(shown.join('\n'));
    expect(blockBehind('### The request')).toContain(request.body.toString());
    expect(README).toContain(SEED.toString('base64url'));
    expect(README).toContain(apiKey);
  });

  it('has the base that is signed', () => {
    const headers = signRequest(request, { keyId, method: 'ed25519', key }, terms);
    const rawHeaders = Object.entries(headers).flat();
    const presented = presentedSignature(rawHeaders);
    if (presented === undefined) throw new Error('it is signed');
    const apiKeyDigest = createHash('sha256').update(apiKey).digest();
    const publicKey = createPublicKey(key);
    const arrived = { ...request, rawHeaders, apiKeyDigest };
    const { evidence } = verifySignature(
      presented,
      arrived,
      { method: 'ed25519', publicKey },
      terms.createdAtMs,
    );
    expect(evidence.scheme === 'http' ? evidence.base : '').toBe(blockBehind('### The base'));
  });

  it('has the JWS that the same agent would send', () => {
    const headers = signRequest(request, { keyId, method: 'jws', key }, terms);
    const compact = headers['Agent-Signature'] ?? '';
    const [header = ''] = compact.split('..');
    expect(blockBehind('### As a JWS')).toBe(
      `${Buffer.from(header, 'base64url').toString()}\n\nAgent-Signature: ${compact}`,
    );
  });

  it('is signed with a key that nobody may register', () => {
    const jwk = createPublicKey(key).export({ format: 'jwk' });
    expect(() => readPublicKey('ed25519', jwk)).toThrow(WeakKeyError);
  });
});
