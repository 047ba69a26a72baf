import { precisionRecallAt } from './precision-recall';

describe('precisionRecallAt', () => {
  const scores = [90, 70, 69, 30, 10];
  const labels = [1, 0, 1, 1, 0];

  it.each([
    ['a score on the threshold is flagged', 70, { precision: 1 / 2, recall: 1 / 3 }],
    ['a score one over the others is not', 71, { precision: 1, recall: 1 / 3 }],
    ['everything flagged', 10, { precision: 3 / 5, recall: 1 }],
    ['nothing flagged has no precision', 91, { precision: undefined, recall: 0 }],
  ])('%s', (_case, threshold, expected) => {
    expect(precisionRecallAt(scores, labels, threshold)).toEqual(expected);
  });

  it('has no recall without frauds', () => {
    expect(precisionRecallAt([5], [0], 1)).toEqual({ precision: 0, recall: undefined });
  });
});
