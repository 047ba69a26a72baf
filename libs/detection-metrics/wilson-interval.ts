import { DEVIATIONS_OF_95_PERCENT } from './interval';
import type { Interval } from './interval';

/**
 * Wilson's score interval of a share: it stays within 0 and 1 and keeps its promise where few were counted, or all or
 * none of them are a part. Undefined where nothing was counted.
 */
export function wilsonInterval(part: number, whole: number): Interval | undefined {
  if (whole === 0) return undefined;
  const squared = DEVIATIONS_OF_95_PERCENT ** 2;
  const share = part / whole;
  const middle = share + squared / (2 * whole);
  const reach =
    DEVIATIONS_OF_95_PERCENT * Math.sqrt((share * (1 - share)) / whole + squared / (4 * whole ** 2));
  const shrink = 1 + squared / whole;
  return {
    low: part === 0 ? 0 : (middle - reach) / shrink,
    high: part === whole ? 1 : (middle + reach) / shrink,
  };
}
