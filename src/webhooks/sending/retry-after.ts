const SECONDS = /^\d{1,10}$/;
// The one form that is sent today (RFC 9110 5.6.7); whatever else Date.parse would take is no date.
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * For how many milliseconds from `now` a Retry-After asks (RFC 9110 10.2.3: seconds, or a date). Undefined for what
 * isn't there or isn't one; 0 for a date that is past.
 */
export function readRetryAfterMs(value: string | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? '';
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (!HTTP_DATE.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - now.getTime());
}
