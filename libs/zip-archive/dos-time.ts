const FIRST_YEAR = 1980;

/** A time in UTC as archives hold it: to two seconds, the date above the time of day. Nothing is before 1980. */
export function dosTime(at: Date): number {
  const year = Math.max(0, at.getUTCFullYear() - FIRST_YEAR);
  const date = (year << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
