export const SIGNATURE_REASONS = [
  'malformed',
  'unknown_key',
  'key_revoked',
  'algorithm_mismatch',
  'coverage_insufficient',
  'digest_mismatch',
  'key_binding_mismatch',
  'url_mismatch',
  'expired',
  'not_yet_valid',
  'lifetime_too_long',
  'replayed',
  'signature_mismatch',
  'agent_mismatch',
] as const;

export type SignatureReason = (typeof SIGNATURE_REASONS)[number];

/** A signature that is there and not good. */
export class SignatureRefusal extends Error {
  override readonly name = 'SignatureRefusal';

  /** `detail` is one sentence for a developer; it repeats nothing secret. */
  constructor(
    readonly reason: SignatureReason,
    readonly detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}

export function malformed(detail: string): SignatureRefusal {
  return new SignatureRefusal('malformed', detail);
}
