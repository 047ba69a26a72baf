/** How many of each label share one score. */
export interface TiedGroup {
  positives: number;
  negatives: number;
}

/**
 * The cases from the highest score to the lowest, those with one score together. A label is 1 (positive) or 0.
 *
 * @throws RangeError if the lengths differ or a score is not a number.
 */
export function tiedGroups(scores: readonly number[], labels: readonly number[]): TiedGroup[] {
  if (scores.length !== labels.length) throw new RangeError('scores and labels must have one length');
  if (scores.some(Number.isNaN)) throw new RangeError('a score must be a number');
  const order = Uint32Array.from(scores.keys());
  order.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
  const groups: TiedGroup[] = [];
  let group: TiedGroup | undefined;
  let groupScore: number | undefined;
  for (const index of order) {
    if (group === undefined || scores[index] !== groupScore) {
      group = { positives: 0, negatives: 0 };
      groupScore = scores[index];
      groups.push(group);
    }
    if (labels[index] === 1) group.positives += 1;
    else group.negatives += 1;
  }
  return groups;
}

export function totalOf(groups: readonly TiedGroup[]): TiedGroup {
  const total = { positives: 0, negatives: 0 };
  for (const group of groups) {
    total.positives += group.positives;
    total.negatives += group.negatives;
  }
  return total;
}
