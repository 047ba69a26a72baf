import fc from 'fast-check';
import { wilsonInterval } from './wilson-interval';

describe('wilsonInterval', () => {
  it.each([
    // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    // By symmetry.
    [20, 20, 0.8389, 1],
    [28, 29, 0.8282, 0.9939],
  ])('is as published for %d of %d', (part, whole, low, high) => {
    const interval = wilsonInterval(part, whole);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('says nothing of nothing', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
  });

  it('always lies within 0 and 1, holds the share, and is narrower the more was counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1 }), (whole, ratio) => {
        const part = Math.round(whole * (Number.isNaN(ratio) ? 0 : ratio));
        const { low, high } = wilsonInterval(part, whole) ?? { low: NaN, high: NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(part / whole);
        expect(high).toBeGreaterThanOrEqual(part / whole);
        expect(high).toBeLessThanOrEqual(1);
        const wider = wilsonInterval(part, whole);
        const narrower = wilsonInterval(part * 10, whole * 10) ?? { low: NaN, high: NaN };
        expect(narrower.high - narrower.low).toBeLessThan((wider?.high ?? 0) - (wider?.low ?? 0));
      }),
    );
  });
});
