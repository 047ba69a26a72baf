/** Where the true value lies with 95 % confidence, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution, 95 % lie within this many deviations of the mean. */
export const DEVIATIONS_OF_95_PERCENT = 1.959963984540054;
