import type { Transaction, TransactionType } from './transaction';

/** What one transaction adds to the profile of each of its entities: the same for all of them. */
export interface Contribution {
  readonly occurredAtMs: number;
  readonly type: TransactionType;
  readonly amountMinor: number;
  readonly currency: string;
  readonly fingerprints: Fingerprints;
}

/**
 * Short keyed hashes (11 characters of base64url, 64 bits) of the ids that a transaction names, made by the
 * caller. Profiles hold these and never ids, so that erasing one entity needs no hunt through the others.
 */
export type Fingerprints = Readonly<Partial<Record<PartnerKind, string>>>;

/** The kinds that a profile counts distinct members of. */
export type PartnerKind = 'customer' | 'instrument' | 'device';

export function contributionOf(transaction: Transaction, fingerprints: Fingerprints): Contribution {
  const { occurredAtMs, type, amountMinor, currency } = transaction;
  return { occurredAtMs, type, amountMinor, currency, fingerprints };
}
