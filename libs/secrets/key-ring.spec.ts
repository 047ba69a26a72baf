import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { KeyRing } from './key-ring';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const purpose = { purpose: 'test', tenantId: 't', owner: 'o', version: 1 };

describe('KeyRing', () => {
  it.each(['', 'k1', 'k1:', `k1:${Buffer.alloc(31).toString('base64')}`, `k 1:${key(1)}`, `k1:${key(1)},`])(
    'refuses %j and prints no key',
    (text) => {
      expect(() => KeyRing.parse(text)).toThrow('expected kid:base64 of 32 bytes');
    },
  );

  it('refuses a key id that is there twice', () => {
    expect(() => KeyRing.parse(`k1:${key(1)},k1:${key(2)}`)).toThrow('k1 is there twice');
  });

  it('derives with the newest key, and again after a newer one was put before it', () => {
    const { secret, recipe } = KeyRing.parse(`k1:${key(1)}`).create(purpose, randomBytes(32));
    expect(recipe.kid).toBe('k1');
    const rotated = KeyRing.parse(`k2:${key(2)},k1:${key(1)}`);
    expect(rotated.derive(purpose, recipe)).toEqual(secret);
    expect(rotated.create(purpose, randomBytes(32)).recipe.kid).toBe('k2');
  });

  it('fails closed with another master key under the same id, and with none', () => {
    const { recipe } = KeyRing.parse(`k1:${key(1)}`).create(purpose, randomBytes(32));
    expect(() => KeyRing.parse(`k1:${key(9)}`).derive(purpose, recipe)).toThrow('not the one');
    expect(() => KeyRing.parse(`k2:${key(1)}`).derive(purpose, recipe)).toThrow('k1 is not loaded');
  });

  it('binds a secret to a newer key, without which it then can not be made, and the older is needed no more', () => {
    const { secret, recipe } = KeyRing.parse(`k1:${key(1)}`).create(purpose, randomBytes(32));
    const renewed = KeyRing.parse(`k2:${key(2)},k1:${key(1)}`).renew(purpose, recipe, randomBytes(32));
    expect(KeyRing.parse(`k2:${key(2)}`).derive(purpose, renewed)).toEqual(secret);
    expect(() => KeyRing.parse(`k1:${key(1)}`).derive(purpose, renewed)).toThrow('k2 is not loaded');
    expect(() => KeyRing.parse(`k2:${key(9)}`).derive(purpose, renewed)).toThrow('not the one');
    const kept = Buffer.concat([renewed.salt, renewed.digest, renewed.mask ?? Buffer.alloc(0)]);
    expect([kept.length, kept.includes(secret)]).toEqual([96, false]);
    // And once more.
    const again = KeyRing.parse(`k3:${key(3)},k2:${key(2)}`).renew(purpose, renewed, randomBytes(32));
    expect(KeyRing.parse(`k3:${key(3)}`).derive(purpose, again)).toEqual(secret);
  });

  it('binds no secret of another key', () => {
    const { recipe } = KeyRing.parse(`k1:${key(1)}`).create(purpose, randomBytes(32));
    const other = KeyRing.parse(`k2:${key(2)},k1:${key(9)}`);
    expect(() => other.renew(purpose, recipe, randomBytes(32))).toThrow('not the one');
  });

  it('has canaries that differ by key', () => {
    expect(KeyRing.parse(`k1:${key(1)}`).canary('k1')).not.toEqual(
      KeyRing.parse(`k1:${key(2)}`).canary('k1'),
    );
  });

  it('always gives different secrets to different purposes', () => {
    const ring = KeyRing.parse(`k1:${key(1)}`);
    const salt = Buffer.alloc(32, 3);
    const anyPurpose = fc.record({
      purpose: fc.string(),
      tenantId: fc.string(),
      owner: fc.string(),
      version: fc.nat(),
    });
    fc.assert(
      fc.property(anyPurpose, anyPurpose, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(ring.create(one, salt).secret.equals(ring.create(other, salt).secret)).toBe(same);
      }),
    );
  });
});
