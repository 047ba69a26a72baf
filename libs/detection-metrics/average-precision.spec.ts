import fc from 'fast-check';
import { averagePrecision } from './average-precision';

describe('averagePrecision', () => {
  it.each([
    ['perfect', [9, 8, 2, 1], [1, 1, 0, 0], 1],
    [
      'the example of the scikit-learn manual',
      [0.1, 0.4, 0.35, 0.8],
      [0, 0, 1, 1],
      1 / 2 + (1 / 2) * (2 / 3),
    ],
    ['one score for all is the share of frauds', [5, 5, 5, 5], [1, 0, 0, 0], 0.25],
    ['a tie is one step', [3, 2, 2, 1], [0, 1, 0, 1], (1 / 2) * (1 / 3) + (1 / 2) * (2 / 4)],
    ['frauds only', [1, 2], [1, 1], 1],
  ])('%s', (_case, scores, labels, precision) => {
    expect(averagePrecision(scores, labels)).toBeCloseTo(precision, 15);
  });

  it('says nothing without frauds', () => {
    expect(averagePrecision([1, 2], [0, 0])).toBeUndefined();
    expect(averagePrecision([], [])).toBeUndefined();
  });

  it('is always the mean, over the frauds, of the precision at their own score', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(cases, (others) => {
        const pairs = [...others, [3, 1] as const];
        const precisions = pairs
          .filter(([, label]) => label === 1)
          .map(([own]) => {
            const flagged = pairs.filter(([score]) => score >= own);
            return flagged.filter(([, label]) => label === 1).length / flagged.length;
          });
        const mean = precisions.reduce((sum, value) => sum + value, 0) / precisions.length;
        const scores = pairs.map(([score]) => score);
        const labels = pairs.map(([, label]) => label);
        expect(averagePrecision(scores, labels)).toBeCloseTo(mean, 12);
      }),
    );
  });
});
