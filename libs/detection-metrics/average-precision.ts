import { tiedGroups, totalOf } from './tied-groups';

/**
 * Sum over the distinct scores, from the highest, of (recall gained there) x (precision down to there): scikit-learn's
 * `average_precision_score`, without interpolation. Undefined without positives.
 */
export function averagePrecision(scores: readonly number[], labels: readonly number[]): number | undefined {
  const groups = tiedGroups(scores, labels);
  const { positives } = totalOf(groups);
  if (positives === 0) return undefined;
  let flagged = 0;
  let found = 0;
  let sum = 0;
  for (const group of groups) {
    found += group.positives;
    flagged += group.positives + group.negatives;
    sum += (group.positives / positives) * (found / flagged);
  }
  return sum;
}
