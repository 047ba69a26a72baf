import fc from 'fast-check';
import { naturalLog } from './natural-log';

describe('naturalLog', () => {
  it('is exactly 0 at 1', () => {
    expect(naturalLog(1)).toBe(0);
  });

  it('always agrees with Math.log to 15 digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -53, max: 1, noNaN: true }), (x) => {
        const exact = Math.log(x);
        expect(Math.abs(naturalLog(x) - exact)).toBeLessThanOrEqual(1e-15 * Math.max(Math.abs(exact), 0.5));
      }),
    );
  });

  it.each([Math.SQRT1_2, Math.SQRT1_2 - 2 ** -53, 0.5, 2 ** -53])(
    'is right where the range is reduced: %d',
    (x) => {
      expect(naturalLog(x)).toBeCloseTo(Math.log(x), 14);
    },
  );
});
