import fc from 'fast-check';
import { nextWaitMs, RETRY_WAITS_MS } from './retry-schedule';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('the schedule of retries', () => {
  it('is eleven attempts over 75 hours, 35 minutes and 35 seconds', () => {
    expect(RETRY_WAITS_MS).toHaveLength(10);
    expect(RETRY_WAITS_MS.reduce((sum, ms) => sum + ms, 0)).toBe(75 * HOUR + 35 * MINUTE + 35 * SECOND);
  });

  it.each([
    [1, 5 * SECOND],
    [2, 30 * SECOND],
    [3, 5 * MINUTE],
    [4, 30 * MINUTE],
    [5, 2 * HOUR],
    [6, 5 * HOUR],
    [7, 10 * HOUR],
    [8, 14 * HOUR],
    [9, 20 * HOUR],
    [10, 24 * HOUR],
    [11, undefined],
    [12, undefined],
  ])('waits after failure %s for %s ms', (failures, waitMs) => {
    expect(nextWaitMs({ failures, retryAfterMs: undefined, chance: 0 })).toBe(waitMs);
  });

  it.each([
    ['what is shorter than the wait changes nothing', 1, 4 * SECOND, 5 * SECOND],
    ['what is longer is waited for', 1, 90 * SECOND, 90 * SECOND],
    ['a day is waited for', 1, 24 * HOUR, 24 * HOUR],
    ['more than a day is a day', 1, 24 * HOUR + 1, 24 * HOUR],
    ['nothing revives what is given up', 11, 90 * SECOND, undefined],
  ])('heeds a hint: %s', (_, failures, retryAfterMs, waitMs) => {
    expect(nextWaitMs({ failures, retryAfterMs, chance: 0 })).toBe(waitMs);
  });

  it('always waits for no less than the schedule says and no more than a tenth longer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, chance) => {
          const waitMs = nextWaitMs({ failures, retryAfterMs: undefined, chance }) ?? NaN;
          const leastMs = RETRY_WAITS_MS[failures - 1] ?? NaN;
          expect(waitMs).toBeGreaterThanOrEqual(leastMs);
          expect(waitMs).toBeLessThanOrEqual(leastMs * 1.1);
        },
      ),
    );
  });
});
