import { DEVIATIONS_OF_95_PERCENT } from './interval';
import type { Interval } from './interval';

/**
 * Of a sum over events that come by chance (a Poisson number of them, each with an amount of its own): the variance of
 * such a sum is estimated by the sum of the squares. Normal, so honest from some twenty events on; not below 0.
 */
export function sumInterval(sum: number, sumOfSquares: number): Interval {
  const reach = DEVIATIONS_OF_95_PERCENT * Math.sqrt(sumOfSquares);
  return { low: Math.max(0, sum - reach), high: sum + reach };
}
