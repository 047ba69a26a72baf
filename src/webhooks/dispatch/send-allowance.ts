import { BREAKER_OPENS_AT } from '../sending/endpoint-health';
import type { Health } from '../sending/endpoint-health';

/** How late a claim may come without the rate suffering for it; as much may go out at once after a rest. */
const CATCH_UP_MS = 50;

/** An endpoint that has something due. */
export interface SendingEndpoint extends Pick<Health, 'maxInFlight' | 'consecutiveFailures' | 'heldUntil'> {
  /** Null: as fast as it answers. */
  readonly maxPerSecond: number | null;
  /** With `maxPerSecond`: when the next one has its turn, since the epoch, with fractions. Null before the first. */
  readonly nextTurnMs: number | null;
  /** Claimed, and not over. */
  readonly inFlight: number;
}

/** How many deliveries may be claimed for an endpoint now. */
export function sendAllowance(endpoint: SendingEndpoint, now: Date): number {
  const { maxInFlight, consecutiveFailures, heldUntil, inFlight } = endpoint;
  if (heldUntil !== null && heldUntil > now) return 0;
  const atOnce = consecutiveFailures >= BREAKER_OPENS_AT ? 1 : maxInFlight;
  return Math.max(0, Math.min(atOnce - inFlight, rateAllowance(endpoint, now)));
}

/** When the next one has its turn after `taken` of what is allowed now; null without a rate. */
export function turnAfterMs(endpoint: SendingEndpoint, taken: number, now: Date): number | null {
  const { maxPerSecond } = endpoint;
  if (maxPerSecond === null) return null;
  return turnMs(endpoint, now) + (taken * 1_000) / maxPerSecond;
}

/**
 * The generic cell rate algorithm (ITU-T I.371): each delivery has a turn, a constant interval after the one before. No
 * second has more than the rate, a twentieth of it, and one.
 */
function rateAllowance(endpoint: SendingEndpoint, now: Date): number {
  const { maxPerSecond } = endpoint;
  if (maxPerSecond === null) return Infinity;
  const lateMs = now.getTime() - turnMs(endpoint, now);
  return lateMs < 0 ? 0 : Math.floor((lateMs * maxPerSecond) / 1_000) + 1;
}

/** Turns that nobody took are not saved up. */
function turnMs({ nextTurnMs }: SendingEndpoint, now: Date): number {
  return Math.max(nextTurnMs ?? -Infinity, now.getTime() - CATCH_UP_MS);
}
