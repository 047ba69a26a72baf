import { createHash } from 'node:crypto';
import { contentDigest, leafHash } from './leaf-hash';

const salt = Buffer.alloc(32, 1);

describe('leaf hash', () => {
  it('can be computed by hand from salt and canonical JSON', () => {
    const byHand = createHash('sha256')
      .update(Buffer.concat([Buffer.from([0]), salt, Buffer.from('{"a":1,"b":[true,null]}')]))
      .digest();
    expect(leafHash({ b: [true, null], a: 1 }, salt)).toEqual(byHand);
  });

  it('changes with the entry and with the salt', () => {
    const leaf = leafHash({ a: 1 }, salt);
    expect(leafHash({ a: 2 }, salt)).not.toEqual(leaf);
    expect(leafHash({ a: 1 }, Buffer.alloc(32, 2))).not.toEqual(leaf);
    expect(contentDigest({ a: 1 }, salt)).not.toEqual(contentDigest({ a: 1 }, Buffer.alloc(32, 2)));
  });
});
