/** What one try to send a delivery came to. */
export interface AttemptResult {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Null where no answer came. */
  readonly responseStatus: number | null;
  /** The first KiB of the answer, as text. */
  readonly responseBody: string | null;
  /** Why no answer came: a code of libs/safe-fetch, or `not_signed`. */
  readonly error: string | null;
  /** What its Retry-After asks for, from the end of the attempt. */
  readonly retryAfterMs: number | undefined;
}
