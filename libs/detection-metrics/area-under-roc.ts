import { tiedGroups, totalOf } from './tied-groups';

/**
 * The chance, 0 to 1, that a positive has a higher score than a negative, a tie counting half. Undefined unless both
 * labels occur.
 */
export function areaUnderRoc(scores: readonly number[], labels: readonly number[]): number | undefined {
  const groups = tiedGroups(scores, labels);
  const total = totalOf(groups);
  if (total.positives === 0 || total.negatives === 0) return undefined;
  let negativesBelow = total.negatives;
  let wonPairs = 0;
  for (const group of groups) {
    negativesBelow -= group.negatives;
    wonPairs += group.positives * (negativesBelow + group.negatives / 2);
  }
  return wonPairs / (total.positives * total.negatives);
}
