import fc from 'fast-check';
import { areaUnderRoc } from './area-under-roc';
import { averagePrecision } from './average-precision';

/** Few distinct scores, so that ties are the rule. */
const cases = fc.array(fc.tuple(fc.integer({ min: -3, max: 6 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 40,
});

function shareOfWonPairs(pairs: readonly (readonly [number, number])[]): number | undefined {
  const positives = pairs.filter(([, label]) => label === 1);
  const negatives = pairs.filter(([, label]) => label === 0);
  if (positives.length === 0 || negatives.length === 0) return undefined;
  let won = 0;
  for (const [high] of positives) {
    for (const [low] of negatives) won += high > low ? 1 : high === low ? 0.5 : 0;
  }
  return won / (positives.length * negatives.length);
}

describe('areaUnderRoc', () => {
  it.each([
    ['every fraud above every honest one', [9, 8, 2, 1], [1, 1, 0, 0], 1],
    ['upside down', [1, 2, 8, 9], [1, 1, 0, 0], 0],
    ['one score for all', [5, 5, 5], [1, 0, 0], 0.5],
    ['one pair of four lost', [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75],
    ['a tie across the labels', [3, 2, 2, 1], [1, 1, 0, 0], 0.875],
  ])('%s', (_case, scores, labels, area) => {
    expect(areaUnderRoc(scores, labels)).toBe(area);
  });

  it.each([
    ['no rows', [], []],
    ['frauds only', [1, 2], [1, 1]],
    ['honest ones only', [1, 2], [0, 0]],
  ])('says nothing about %s', (_case, scores, labels) => {
    expect(areaUnderRoc(scores, labels)).toBeUndefined();
  });

  it('always equals the share of pairs that the fraud wins', () => {
    fc.assert(
      fc.property(cases, (pairs) => {
        const area = areaUnderRoc(
          pairs.map(([score]) => score),
          pairs.map(([, label]) => label),
        );
        expect(area).toBe(shareOfWonPairs(pairs));
      }),
    );
  });

  it('never depends on the scale of the scores or the order of the rows; nor does the average precision', () => {
    fc.assert(
      fc.property(cases, (pairs) => {
        const scores = pairs.map(([score]) => score);
        const labels = pairs.map(([, label]) => label);
        const scaled = pairs.map(([score]) => Math.exp(score) + 100).toReversed();
        const reversed = labels.toReversed();
        expect(areaUnderRoc(scaled, reversed)).toBe(areaUnderRoc(scores, labels));
        expect(averagePrecision(scaled, reversed)).toBe(averagePrecision(scores, labels));
      }),
    );
  });

  it('refuses scores that are not numbers and labels that are missing', () => {
    expect(() => areaUnderRoc([1, Number.NaN], [1, 0])).toThrow('a score must be a number');
    expect(() => areaUnderRoc([1, 2], [1])).toThrow('one length');
  });
});
