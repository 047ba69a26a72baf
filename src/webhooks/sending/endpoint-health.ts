const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export const MOST_IN_FLIGHT = 128;
/** With so many failures in a row the circuit breaker is open: from then on one attempt at a time is let through. */
export const BREAKER_OPENS_AT = 5;
const FIRST_BREAK_MS = 30 * SECOND_MS;
const LONGEST_BREAK_MS = 30 * MINUTE_MS;
const FIRST_PAUSE_MS = SECOND_MS;
const LONGEST_PAUSE_MS = MINUTE_MS;
const LONGEST_ASKED_PAUSE_MS = HOUR_MS;
const DISABLED_AFTER_MS = 5 * 24 * HOUR_MS;
const DISABLED_FROM_FAILURES = 10;
/** Too many requests, bad gateway, unavailable, gateway timed out: it would like to be asked less (RFC 9110 15.6, RFC 6585 4). */
const OVERLOADED = [429, 502, 503, 504];
const GONE = 410;

/** How an endpoint takes what it is sent. */
export interface Health {
  readonly maxInFlight: number;
  readonly consecutiveFailures: number;
  /** When the first of the consecutive failures was. */
  readonly failingSince: Date | null;
  /** Nothing is sent before. */
  readonly heldUntil: Date | null;
  readonly lastDeliveredAt: Date | null;
}

/** What an attempt tells of its endpoint. */
export interface Outcome {
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Null where no answer came. */
  readonly responseStatus: number | null;
  /** What its Retry-After asks for, from `endedAt`. */
  readonly retryAfterMs: number | undefined;
}

export function isDelivered({ responseStatus }: Pick<Outcome, 'responseStatus'>): boolean {
  return responseStatus !== null && responseStatus >= 200 && responseStatus <= 299;
}

export function isGone({ responseStatus }: Pick<Outcome, 'responseStatus'>): boolean {
  return responseStatus === GONE;
}

/** The health after one more attempt; outcomes come in the order in which they ended. */
export function nextHealth(health: Health, outcome: Outcome): Health {
  return isDelivered(outcome) ? afterDelivery(health, outcome) : afterFailure(health, outcome);
}

/** Whether it has failed for five days, by more than a few attempts. */
export function isToBeDisabled({ consecutiveFailures, failingSince }: Health, now: Date): boolean {
  if (failingSince === null || consecutiveFailures < DISABLED_FROM_FAILURES) return false;
  return now.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS;
}

function afterDelivery({ maxInFlight }: Health, { endedAt }: Outcome): Health {
  return {
    maxInFlight: Math.min(maxInFlight + 1, MOST_IN_FLIGHT),
    consecutiveFailures: 0,
    failingSince: null,
    heldUntil: null,
    lastDeliveredAt: endedAt,
  };
}

function afterFailure(health: Health, outcome: Outcome): Health {
  const { startedAt, endedAt } = outcome;
  const pausedUntil = later(health.heldUntil, endedAt, pauseMs(health, outcome));
  // Under way when the others showed that something is wrong: it says nothing new, whatever their number.
  if (health.heldUntil !== null && startedAt < health.heldUntil) return { ...health, heldUntil: pausedUntil };
  const consecutiveFailures = health.consecutiveFailures + 1;
  return {
    ...health,
    maxInFlight: Math.max(1, Math.floor(health.maxInFlight / 2)),
    consecutiveFailures,
    failingSince: health.failingSince ?? endedAt,
    heldUntil: later(pausedUntil, endedAt, breakMs(consecutiveFailures)),
  };
}

/** For how long an overloaded endpoint is left alone; 0 for one that isn't. */
function pauseMs({ consecutiveFailures }: Health, { responseStatus, retryAfterMs = 0 }: Outcome): number {
  if (responseStatus === null || !OVERLOADED.includes(responseStatus)) return 0;
  const ownMs = Math.min(doubled(FIRST_PAUSE_MS, consecutiveFailures), LONGEST_PAUSE_MS);
  return Math.max(ownMs, Math.min(retryAfterMs, LONGEST_ASKED_PAUSE_MS));
}

/** Doubles with each attempt that was let through and failed; 0 where the breaker is closed. */
function breakMs(consecutiveFailures: number): number {
  if (consecutiveFailures < BREAKER_OPENS_AT) return 0;
  return Math.min(doubled(FIRST_BREAK_MS, consecutiveFailures - BREAKER_OPENS_AT), LONGEST_BREAK_MS);
}

const MOST_DOUBLINGS = 20;

function doubled(ms: number, times: number): number {
  return ms * 2 ** Math.min(times, MOST_DOUBLINGS);
}

function later(heldUntil: Date | null, from: Date, forMs: number): Date | null {
  if (forMs === 0) return heldUntil;
  const until = new Date(from.getTime() + forMs);
  return heldUntil !== null && heldUntil > until ? heldUntil : until;
}
