import { createHmac, createPublicKey, hkdfSync, randomBytes, sign, verify } from 'node:crypto';
import { KeyRing } from '@libs/secrets/key-ring';
import { parseSecret, publicBytesOf } from '@libs/webhook-signature/webhook-keys';
import { WebhookKeys } from './webhook-keys';
import type { IssuedSecret } from './webhook-keys';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const now = new Date('2026-11-22T10:00:00.000Z');
const first = { tenantId: 'tenant', endpointId: 'endpoint', version: 1 };

function keysWith(masterKeys: string): WebhookKeys {
  return new WebhookKeys(KeyRing.parse(masterKeys));
}

function issue(masterKeys = `k1:${key(1)}`): IssuedSecret {
  return keysWith(masterKeys).make(first, now);
}

describe('an endpoint’s secret', () => {
  it('is derived again from its row, and is what was shown', () => {
    const { row, secret } = issue();
    const [keys] = keysWith(`k1:${key(1)}`).signingKeys([row]);
    expect(keys?.hmac).toEqual(parseSecret(secret));
    expect(keys && publicBytesOf(keys.ed25519)).toEqual(row.publicKey);
  });

  it('is in no field of its row, nor is the seed of the other key', () => {
    const { row, secret } = issue();
    const [keys] = keysWith(`k1:${key(1)}`).signingKeys([row]);
    const seed = keys?.ed25519.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    const kept = Buffer.concat(Object.values(row).filter((value) => Buffer.isBuffer(value)));
    expect(kept.includes(parseSecret(secret))).toBe(false);
    expect(seed).toHaveLength(32);
    expect(kept.includes(seed ?? '')).toBe(false);
  });

  it('makes nothing that the other key makes: whoever holds one can not sign as the other', () => {
    const { row, secret } = issue();
    const [keys] = keysWith(`k1:${key(1)}`).signingKeys([row]);
    const seed = keys?.ed25519.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    expect(seed).not.toEqual(parseSecret(secret));
    // Each is HKDF of the master key for its own purpose: neither can be computed from the other.
    const info = (purpose: string): string =>
      JSON.stringify(['trustflow-secret-v1', purpose, 'tenant', 'endpoint', 1]);
    const hkdf = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 1), row.salt, info(purpose), 32));
    expect(parseSecret(secret)).toEqual(hkdf('webhook-hmac'));
    expect(seed).toEqual(hkdf('webhook-ed25519'));
  });

  it('is another for another version, endpoint and tenant, and each time', () => {
    const maker = keysWith(`k1:${key(1)}`);
    const made = [
      maker.make(first, now),
      maker.make(first, now),
      maker.make({ ...first, endpointId: 'other' }, now),
    ];
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(3);
    const [{ row }] = made as [IssuedSecret];
    for (const change of [{ tenantId: 'other' }, { endpointId: 'other' }, { version: 2 }]) {
      expect(() => maker.signingKeys([{ ...row, ...change }])).toThrow('not the one');
    }
  });

  it('is made with the newest master key, and found again behind a newer one', () => {
    const { row } = issue();
    const both = `k2:${key(2)},k1:${key(1)}`;
    expect(keysWith(both).signingKeys([row])).toHaveLength(1);
    expect(issue(both).row.kid).toBe('k2');
  });

  it.each([
    ['without its master key', `k2:${key(1)}`, 'k1 is not loaded'],
    ['with another one of its name', `k1:${key(9)}`, 'not the one'],
  ])('fails closed %s', (_, masterKeys, reason) => {
    const { row } = issue();
    expect(() => keysWith(masterKeys).signingKeys([row])).toThrow(reason);
  });

  it.each(['hmacDigest', 'ed25519Digest', 'salt'] as const)(
    'fails closed where %s in its row was changed',
    (field) => {
      const { row } = issue();
      const changed = { ...row, [field]: randomBytes(32) };
      expect(() => keysWith(`k1:${key(1)}`).signingKeys([changed])).toThrow('not the one');
    },
  );

  it('is the same object again while it is remembered', () => {
    const { row } = issue();
    const maker = keysWith(`k1:${key(1)}`);
    const [keys] = maker.signingKeys([row]);
    expect(maker.signingKeys([{ ...row }])[0]).toBe(keys);
  });

  it('signs what its public text and its secret text can check', () => {
    const { row, secret } = issue();
    const [keys] = keysWith(`k1:${key(1)}`).signingKeys([row]);
    if (keys === undefined) throw new Error('there are keys');
    const content = Buffer.from('content');
    const mac = createHmac('sha256', keys.hmac).update(content).digest();
    expect(createHmac('sha256', parseSecret(secret)).update(content).digest()).toEqual(mac);
    const signature = sign(null, content, keys.ed25519);
    expect(verify(null, content, createPublicKey(keys.ed25519), signature)).toBe(true);
  });
});
