const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What is waited before the second attempt, the third, and so on: 11 attempts over 75 h 35 min 35 s. */
export const RETRY_WAITS_MS: readonly number[] = [
  ...[5 * SECOND_MS, 30 * SECOND_MS],
  ...[5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
];
/** Added, never taken away: at most a tenth. */
const MAX_JITTER = 0.1;
const MAX_HINT_MS = 24 * HOUR_MS;

export interface FailedAttempt {
  /** Since the schedule began, this one among them: from 1. */
  readonly failures: number;
  /** What the endpoint asked for (Retry-After, RFC 9110 10.2.3). It lengthens the wait, up to 24 h, and never shortens it. */
  readonly retryAfterMs: number | undefined;
  /** From 0 to below 1: where in the jitter. */
  readonly chance: number;
}

/** How long to wait for the next attempt; undefined where there is none. */
export function nextWaitMs({ failures, retryAfterMs = 0, chance }: FailedAttempt): number | undefined {
  const waitMs = RETRY_WAITS_MS[failures - 1];
  if (waitMs === undefined) return undefined;
  const jitteredMs = Math.round(waitMs * (1 + MAX_JITTER * chance));
  return Math.max(jitteredMs, Math.min(retryAfterMs, MAX_HINT_MS));
}
