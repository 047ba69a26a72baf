const SERIES_LAST_POWER = 21;

/**
 * ln x for 0 < x <= 1, from additions, multiplications and divisions alone. Their results are fixed by IEEE 754,
 * while those of Math.log may differ in the last bit between machines, and one bit changes the whole file.
 */
export function naturalLog(x: number): number {
  let mantissa = x;
  let doublings = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    doublings += 1;
  }
  // ln m = 2 artanh t; |t| <= 0.172, so that the first term left out is below 2^-55.
  const t = (mantissa - 1) / (mantissa + 1);
  let power = t;
  let sum = 0;
  for (let odd = 1; odd <= SERIES_LAST_POWER; odd += 2) {
    sum += power / odd;
    power *= t * t;
  }
  return 2 * sum - doublings * Math.LN2;
}
