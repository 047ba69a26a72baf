import { contributionOf } from './contribution';
import type { Fingerprints } from './contribution';
import { entitiesOf, nameOf } from './entity';
import type { EntityKey, EntityKind } from './entity';
import type { Outcome } from './known-outcomes';
import { emptyProfile, forgetOutcome, forgetTransaction, recordOutcome, recordTransaction } from './profile';
import type { Profile } from './profile';
import type { Transaction } from './transaction';

/** A profile and whose it is. */
export interface NamedProfile {
  readonly key: EntityKey;
  readonly profile: Profile;
}

/**
 * The profiles of one tenant in memory, folded from what is recorded: what a rebuild, a backtest or a benchmark
 * needs. Holds every entity that it was told of, each of bounded size; how many there are is the caller's limit.
 */
export class ProfileBook {
  private readonly profiles: Map<string, NamedProfile>;

  constructor(known: readonly NamedProfile[] = []) {
    this.profiles = new Map(known.map((each) => [nameOf(each.key), each]));
  }

  /** Those of the transaction's entities, for `gatherFacts`; what was never seen is left out. */
  profilesOf(transaction: Transaction): Map<EntityKind, Profile> {
    const known = entitiesOf(transaction).flatMap((key) => this.profiles.get(nameOf(key)) ?? []);
    return new Map(known.map(({ key, profile }) => [key.kind, profile]));
  }

  record(transaction: Transaction, fingerprints: Fingerprints): void {
    const contribution = contributionOf(transaction, fingerprints);
    this.change(transaction, (profile) => recordTransaction(profile, contribution));
  }

  forget(transaction: Transaction, fingerprints: Fingerprints): void {
    const contribution = contributionOf(transaction, fingerprints);
    this.change(transaction, (profile) => forgetTransaction(profile, contribution));
  }

  recordOutcome(transaction: Transaction, told: Omit<Outcome, 'occurredAtMs'>): void {
    const outcome = { ...told, occurredAtMs: transaction.occurredAtMs };
    this.change(transaction, (profile) => recordOutcome(profile, outcome));
  }

  /** What was told before, as it was told: the first half of a changed label. */
  forgetOutcome(transaction: Transaction, told: Omit<Outcome, 'occurredAtMs'>): void {
    const outcome = { ...told, occurredAtMs: transaction.occurredAtMs };
    this.change(transaction, (profile) => forgetOutcome(profile, outcome));
  }

  entries(): IterableIterator<NamedProfile> {
    return this.profiles.values();
  }

  private change(transaction: Transaction, next: (profile: Profile) => Profile): void {
    for (const key of entitiesOf(transaction)) {
      const name = nameOf(key);
      const profile = this.profiles.get(name)?.profile ?? emptyProfile();
      this.profiles.set(name, { key, profile: next(profile) });
    }
  }
}
