import { contributionOf } from '@libs/risk-engine/contribution';
import type { KnownOutcomes } from '@libs/risk-engine/known-outcomes';
import { emptyProfile, forgetOutcome, recordOutcome, recordTransaction } from '@libs/risk-engine/profile';
import type { Profile } from '@libs/risk-engine/profile';
import { fingerprintsOf } from '../fingerprints';
import type { CountedTransaction, ToldOutcome } from './entity-history.repository';

/** A profile in the making. A value: what is read on leaves what was read before as it was. */
export interface RemadeProfile {
  readonly transactions: Omit<Profile, 'outcomes'>;
  /** What the snapshot that it began with had learnt. */
  readonly outcomes: KnownOutcomes | undefined;
  /** Whether anything is recorded. */
  readonly isKnown: boolean;
  /** Whether it has counted anything beside the snapshot. */
  readonly hasCounted: boolean;
  readonly told: readonly ToldOutcome[];
}

export function remadeFrom(snapshot: Profile | undefined): RemadeProfile {
  const { outcomes, ...transactions } = snapshot ?? emptyProfile();
  return { transactions, outcomes, isKnown: snapshot !== undefined, hasCounted: false, told: [] };
}

export function countAlso(
  before: RemadeProfile,
  counted: readonly CountedTransaction[],
  fingerprintKey: Buffer,
): RemadeProfile {
  const transactions = counted.reduce<Profile>(
    (known, { transaction }) =>
      recordTransaction(known, contributionOf(transaction, fingerprintsOf(transaction, fingerprintKey))),
    before.transactions,
  );
  const isMore = counted.length > 0;
  return {
    ...before,
    transactions,
    isKnown: before.isKnown || isMore,
    hasCounted: before.hasCounted || isMore,
  };
}

export function learnAlso(before: RemadeProfile, told: readonly ToldOutcome[]): RemadeProfile {
  return told.length === 0 ? before : { ...before, told: [...before.told, ...told] };
}

/** What the snapshot that it began with has learnt since. */
export function learnFrom(before: RemadeProfile, { outcomes }: Profile): RemadeProfile {
  return { ...before, outcomes };
}

/**
 * The profile as it was made while all of it happened. What was told is told again in the order in which it was
 * recorded, and what was taken back is taken back: where a profile's limits make that leave a trace, the trace is here.
 * What was read twice counts once.
 */
export function finishProfile({ transactions, outcomes, told }: RemadeProfile): Profile {
  const begun: Profile = { ...transactions, ...(outcomes && { outcomes }) };
  const each = new Map(told.map((outcome) => [outcome.id, outcome] as const));
  const formerOf = new Map<string, ToldOutcome>();
  return [...each.values()].sort(byId).reduce((known, latest) => {
    const former = formerOf.get(latest.evaluationId);
    formerOf.set(latest.evaluationId, latest);
    return recordOutcome(former === undefined ? known : forgetOutcome(known, former), latest);
  }, begun);
}

function byId(a: ToldOutcome, b: ToldOutcome): number {
  return a.id < b.id ? -1 : 1;
}
