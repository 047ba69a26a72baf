/**
 * How strongly a value speaks: 0 below the threshold, half at it, rising in a straight line to 1 at `full`.
 * Half, so that what is reported is worth reporting; a line, so that anyone can check it.
 */
export function strengthOf(value: number, { threshold, full }: Scale): number {
  if (value < threshold) return 0;
  return Math.min(1, 0.5 + (0.5 * (value - threshold)) / (full - threshold));
}

export interface Scale {
  readonly threshold: number;
  /** Greater than the threshold. */
  readonly full: number;
}
