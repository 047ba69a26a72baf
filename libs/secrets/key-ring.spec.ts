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
