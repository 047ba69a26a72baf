import { readRetryAfterMs } from './retry-after';

const NOW = new Date('2026-11-22T10:00:00.000Z');

describe('a Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 120 ', 120_000],
    ['9999999999', 9_999_999_999_000],
    ['Sun, 22 Nov 2026 10:01:30 GMT', 90_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ])('of %j asks for %s ms', (value, ms) => {
    expect(readRetryAfterMs(value, NOW)).toBe(ms);
  });

  it.each([
    [undefined],
    [''],
    ['-1'],
    ['1.5'],
    ['1e3'],
    ['99999999999'],
    ['soon'],
    ['2026-11-22T10:01:30Z'],
    ['Sun, 22 Nov 2026 10:01:30'],
    ['Sun, 32 Xyz 2026 10:01:30 GMT'],
  ])('of %j asks for nothing', (value) => {
    expect(readRetryAfterMs(value, NOW)).toBeUndefined();
  });
});
