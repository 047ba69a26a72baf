import { MAX_LIFETIME_SECONDS, MAX_SKEW_SECONDS } from './limits';
import { SignatureRefusal } from './signature-refusal';

export interface Validity {
  /** Whole seconds since 1970. */
  readonly createdSeconds: number;
  readonly expiresSeconds: number;
}

/** Throws a SignatureRefusal where it lasts for too long, or isn't of now. */
export function checkValidity({ createdSeconds, expiresSeconds }: Validity, nowMs: number): void {
  const lifetimeSeconds = expiresSeconds - createdSeconds;
  if (lifetimeSeconds <= 0) throw new SignatureRefusal('expired', 'It expires before it was created.');
  if (lifetimeSeconds > MAX_LIFETIME_SECONDS) {
    throw new SignatureRefusal('lifetime_too_long', `It may be good for ${MAX_LIFETIME_SECONDS} s at most.`);
  }
  if (createdSeconds * 1_000 > nowMs + MAX_SKEW_SECONDS * 1_000) {
    throw new SignatureRefusal('not_yet_valid', 'It was created in the future: compare the clocks.');
  }
  if (expiresSeconds * 1_000 <= nowMs - MAX_SKEW_SECONDS * 1_000) {
    throw new SignatureRefusal('expired', 'It has expired: sign the request again.');
  }
}
