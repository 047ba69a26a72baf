import { backoffMs, retryAfterMs } from './retry-delay';

describe('backoffMs', () => {
  it.each([
    [1, 0, 125],
    [1, 1, 250],
    [2, 1, 500],
    [7, 1, 16_000],
    [8, 1, 30_000],
    [100, 0, 15_000],
  ])('after %d failures and a draw of %d waits %d ms', (failures, random, delayMs) => {
    expect(backoffMs(failures, random)).toBe(delayMs);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['2', 0, 2_000],
    ['2', 1, 2_500],
    ['0', 1, 0],
    ['3600', 0, 60_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 0, 5_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0, 0],
    ['soon', 0, undefined],
    [undefined, 0, undefined],
  ])('honours %s (draw %d) with %s ms', (header, random, delayMs) => {
    expect(retryAfterMs(header, now, random)).toBe(delayMs);
  });
});
