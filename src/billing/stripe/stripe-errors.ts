import Stripe from 'stripe';
import { StripeAwayError, StripeFaultError, StripeRefusedError } from './stripe-gateway';

const RETRY_AFTER_MS = 5_000;
const LONGEST_RETRY_AFTER_MS = 600_000;
/** Another request with the same idempotency key, or on the same object, is under way. */
const CONFLICT = 409;

/** What an error of the SDK means: that it may work in a while, that the card is refused, or that somebody has to mend something. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { message, statusCode, headers } = error;
  const isAway =
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeConnectionError ||
    statusCode === CONFLICT ||
    (statusCode ?? 0) >= 500;
  if (isAway) return new StripeAwayError(message, retryAfterMs(headers));
  const isCard = error instanceof Stripe.errors.StripeCardError;
  return isCard ? new StripeRefusedError(message) : new StripeFaultError(message);
}

/** RFC 9110 section 10.2.3, in seconds; a date there is not heeded. */
function retryAfterMs(headers: Readonly<Record<string, string>> | undefined): number {
  const seconds = Number(headers?.['retry-after']);
  if (!Number.isFinite(seconds) || seconds < 0) return RETRY_AFTER_MS;
  return Math.min(seconds * 1_000, LONGEST_RETRY_AFTER_MS);
}
