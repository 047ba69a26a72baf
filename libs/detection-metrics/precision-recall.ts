export interface PrecisionRecall {
  /** Of the flagged, the share that is positive; undefined if nothing is flagged. */
  precision: number | undefined;
  /** Of the positives, the share that is flagged; undefined if there are none. */
  recall: number | undefined;
}

/** What flagging every score at or above the threshold catches. A label is 1 (positive) or 0. */
export function precisionRecallAt(
  scores: readonly number[],
  labels: readonly number[],
  threshold: number,
): PrecisionRecall {
  let flagged = 0;
  let found = 0;
  let positives = 0;
  scores.forEach((score, index) => {
    const positive = labels[index] === 1;
    if (positive) positives += 1;
    if (score < threshold) return;
    flagged += 1;
    if (positive) found += 1;
  });
  return { precision: share(found, flagged), recall: share(found, positives) };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
