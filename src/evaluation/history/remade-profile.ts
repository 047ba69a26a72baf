import { contributionOf } from '@libs/risk-engine/contribution';
import { emptyProfile, forgetOutcome, recordOutcome, recordTransaction } from '@libs/risk-engine/profile';
import type { Profile } from '@libs/risk-engine/profile';
import { fingerprintsOf } from '../fingerprints';
import type { CountedTransaction, ToldOutcome } from './entity-history.repository';

/** A profile in the making. A value: what is read on leaves what was read before as it was. */
export interface RemadeProfile {
  /** With the transactions, without what was told of them. */
  readonly profile: Profile;
  readonly transactions: number;
  readonly told: readonly ToldOutcome[];
}

export const NOTHING_REMADE: RemadeProfile = { profile: emptyProfile(), transactions: 0, told: [] };

export function countAlso(
  before: RemadeProfile,
  counted: readonly CountedTransaction[],
  fingerprintKey: Buffer,
): RemadeProfile {
  const profile = counted.reduce(
    (known, { transaction }) =>
      recordTransaction(known, contributionOf(transaction, fingerprintsOf(transaction, fingerprintKey))),
    before.profile,
  );
  return { ...before, profile, transactions: before.transactions + counted.length };
}

export function learnAlso(before: RemadeProfile, told: readonly ToldOutcome[]): RemadeProfile {
  return told.length === 0 ? before : { ...before, told: [...before.told, ...told] };
}

/**
 * The profile as it was made while all of it happened. What was told is told again in the order in which it was
 * recorded, and what was taken back is taken back: where a profile's limits make that leave a trace, the trace is here.
 * `since` may repeat what was told already.
 */
export function finishProfile({ profile, told }: RemadeProfile, since: readonly ToldOutcome[]): Profile {
  const each = new Map([...told, ...since].map((outcome) => [outcome.id, outcome] as const));
  const formerOf = new Map<string, ToldOutcome>();
  return [...each.values()].sort(byId).reduce((known, latest) => {
    const former = formerOf.get(latest.evaluationId);
    formerOf.set(latest.evaluationId, latest);
    return recordOutcome(former === undefined ? known : forgetOutcome(known, former), latest);
  }, profile);
}

function byId(a: ToldOutcome, b: ToldOutcome): number {
  return a.id < b.id ? -1 : 1;
}
