/** Bytes of something, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const ONE_RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * What a Range header (RFC 9110 section 14.2) asks for of something of `size` bytes. Several ranges, another unit or
 * what is no range is `all`, as that section allows; `none` lies behind the end.
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | 'all' | 'none' {
  const [, first = '', last = ''] = ONE_RANGE.exec(header ?? '') ?? [];
  if (first !== '') return bytesFrom(Number(first), last === '' ? Infinity : Number(last), size);
  return last === '' ? 'all' : lastBytes(Number(last), size);
}

function bytesFrom(first: number, last: number, size: number): ByteRange | 'all' | 'none' {
  if (last < first) return 'all';
  return first >= size ? 'none' : { first, last: Math.min(last, size - 1) };
}

function lastBytes(count: number, size: number): ByteRange | 'none' {
  return count === 0 || size === 0 ? 'none' : { first: Math.max(0, size - count), last: size - 1 };
}
