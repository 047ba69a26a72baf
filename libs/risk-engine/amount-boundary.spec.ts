import fc from 'fast-check';
import { nearestAmount } from './amount-boundary';

const from100 = (toMinor: number, breakpoints: readonly number[] = []) => ({
  fromMinor: 100,
  toMinor,
  breakpoints,
});

describe('the nearest amount at which something holds', () => {
  it.each<[string, (amount: number) => boolean, ReturnType<typeof from100>, object | undefined]>([
    ['below', (a) => a < 46, from100(1), { amountMinor: 45, holdsBeyond: true }],
    ['just below', (a) => a < 100, from100(1), { amountMinor: 99, holdsBeyond: true }],
    ['the smallest', (a) => a < 2, from100(1), { amountMinor: 1, holdsBeyond: true }],
    ['above', (a) => a > 5000, from100(10_000), { amountMinor: 5001, holdsBeyond: true }],
    ['just above', (a) => a > 100, from100(10_000), { amountMinor: 101, holdsBeyond: true }],
    ['the largest', (a) => a >= 10_000, from100(10_000), { amountMinor: 10_000, holdsBeyond: true }],
    ['none below', (a) => a > 100, from100(1), undefined],
    ['beyond the range', (a) => a > 10_000, from100(10_000), undefined],
    ['an empty range', () => true, from100(100), undefined],
    ['one amount of its own', (a) => a === 50, from100(1, [50, 51]), { amountMinor: 50, holdsBeyond: false }],
    [
      'a stretch that ends again',
      (a) => a >= 20 && a < 60,
      from100(1, [20, 60]),
      { amountMinor: 59, holdsBeyond: false },
    ],
  ])('%s', (_, holdsAt, search, expected) => {
    expect(nearestAmount(holdsAt, search)).toEqual(expected);
  });

  it('is always the one that trying every amount finds', () => {
    const points = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        points,
        fc.array(fc.integer({ min: 0, max: 61 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, 60),
        (unsorted, thresholds, fromMinor, toMinor) => {
          const breakpoints = unsorted.sort((a, b) => a - b);
          const holdsAt = (amount: number) =>
            amount >= (thresholds[breakpoints.filter((start) => start <= amount).length] ?? 0);
          const step = Math.sign(toMinor - fromMinor);
          let expected: number | undefined;
          for (let amount = fromMinor + step; step !== 0 && (toMinor - amount) * step >= 0; amount += step) {
            if (holdsAt(amount)) expected ??= amount;
          }
          expect(nearestAmount(holdsAt, { fromMinor, toMinor, breakpoints })?.amountMinor).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});
