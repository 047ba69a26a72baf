import { pooledRandomBytes } from './random-bytes';

describe('random bytes from a pool', () => {
  it('are as many as were asked for, also where the pool has fewer left', () => {
    for (const size of [1, 16, 8_000, 32, 8_192, 20_000, 16]) {
      expect(pooledRandomBytes(size)).toHaveLength(size);
    }
  });

  it('are never given twice: nobody writes into what another one was given', () => {
    const given = Array.from({ length: 2_000 }, () => pooledRandomBytes(16));
    expect(new Set(given.map((bytes) => bytes.toString('hex'))).size).toBe(2_000);
    const before = given.map((bytes) => bytes.toString('hex'));
    given[7]?.fill(0);
    expect(given.map((bytes) => bytes.toString('hex'))).toEqual(before.with(7, '0'.repeat(32)));
  });
});
