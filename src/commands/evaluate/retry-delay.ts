const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 60_000;
/** Those who were told the same second don't come back in the same millisecond. */
const RETRY_AFTER_JITTER = 0.25;

/** Before try `failures` + 1: twice as long each time, of which a random half. `random` is from 0 to 1. */
export function backoffMs(failures: number, random: number): number {
  const longest = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return longest / 2 + (longest / 2) * random;
}

/**
 * What `Retry-After` (RFC 9110, section 10.2.3: seconds or a date) asks for, at most a minute, and a little jitter;
 * undefined if it can't be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number, random: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, 0), LONGEST_RETRY_AFTER_MS) * (1 + RETRY_AFTER_JITTER * random);
}
