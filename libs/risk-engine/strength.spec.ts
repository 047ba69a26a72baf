import fc from 'fast-check';
import { strengthOf } from './strength';

describe('strengthOf', () => {
  it.each([
    [2.999, 0],
    [3, 0.5],
    [6.5, 0.75],
    [10, 1],
    [1e9, 1],
  ])('of %d on a scale from 3 to 10 is %d', (value, strength) => {
    expect(strengthOf(value, { threshold: 3, full: 10 })).toBe(strength);
  });

  it('never falls as the evidence grows', () => {
    const number = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 100 }), (a, b, threshold) => {
        const scale = { threshold, full: threshold * 3 };
        expect(strengthOf(Math.max(a, b), scale)).toBeGreaterThanOrEqual(strengthOf(Math.min(a, b), scale));
      }),
    );
  });
});
