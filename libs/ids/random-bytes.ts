import { randomBytes } from 'node:crypto';

const POOL_BYTES = 8_192;

let pool: Buffer = Buffer.alloc(0);
let used = 0;

/**
 * As `randomBytes` of node:crypto, for the salts and ids that a process needs by the thousand: the generator is asked
 * for many at once. No byte is given twice. For what is asked for rarely, such as the secret of a key, ask it yourself.
 */
export function pooledRandomBytes(size: number): Buffer {
  if (used + size > pool.length) {
    pool = randomBytes(Math.max(POOL_BYTES, size));
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}
