import { Injectable } from '@nestjs/common';
import { allInOrder } from '@libs/database/all-in-order';
import type { TenantStatements } from '@libs/database/statement';
import { contributionOf } from '@libs/risk-engine/contribution';
import { entitiesOf, nameOf } from '@libs/risk-engine/entity';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import { forgetOutcome, forgetTransaction, recordOutcome } from '@libs/risk-engine/profile';
import type { Profile } from '@libs/risk-engine/profile';
import { ProfileBook } from '@libs/risk-engine/profile-book';
import type { NamedProfile } from '@libs/risk-engine/profile-book';
import type { Transaction } from '@libs/risk-engine/transaction';
import { fingerprintsOf } from './fingerprints';
import { ProfileSnapshotsRepository } from './history/profile-snapshots.repository';
import type { PendingDecision } from './pending-decision';
import { ProfilesRepository } from './profiles.repository';

export type Profiles = ReadonlyMap<EntityKind, Profile>;

/** Profiles of one tenant, locked: as they are stored, and with what is counted since. */
export interface LockedProfiles {
  readonly stored: readonly NamedProfile[];
  readonly book: ProfileBook;
}

/** What is known of the entities of transactions, before them and with them. */
@Injectable()
export class KnownProfiles {
  constructor(
    private readonly profiles: ProfilesRepository,
    private readonly snapshots: ProfileSnapshotsRepository,
  ) {}

  /** Of all entities that the decisions name. Locked until the end of the transaction, in which `save` writes them. */
  async lock(tx: TenantStatements, decisions: readonly PendingDecision[]): Promise<LockedProfiles> {
    const keys = decisions.flatMap(({ transaction }) => entitiesOf(transaction));
    const stored = await this.profiles.findForUpdate(tx, withoutRepetitions(keys));
    return { stored, book: new ProfileBook(stored) };
  }

  /** As if `counted`, the evaluation that the transaction got first, had not been. Nothing is locked or written. */
  async beforeAgain(
    tx: TenantStatements,
    { transaction, tenant }: PendingDecision,
    counted: Transaction,
  ): Promise<Profiles> {
    const contribution = contributionOf(counted, fingerprintsOf(counted, tenant.fingerprintKey));
    const countedIn = new Set(entitiesOf(counted).map(nameOf));
    const stored = await this.profiles.find(tx, entitiesOf(transaction));
    return new Map(
      stored.map(({ key, profile }) => [
        key.kind,
        countedIn.has(nameOf(key)) ? forgetTransaction(profile, contribution) : profile,
      ]),
    );
  }

  /** Writes what was counted since they were locked. */
  async save(tx: TenantStatements, { stored, book }: LockedProfiles): Promise<void> {
    const before = new Map(stored.map(({ key, profile }) => [nameOf(key), profile]));
    const counted = [...book.entries()].filter(({ key, profile }) => before.get(nameOf(key)) !== profile);
    const isStored = ({ key }: NamedProfile): boolean => before.has(nameOf(key));
    await allInOrder([
      this.profiles.update(tx, counted.filter(isStored)),
      this.profiles.insert(
        tx,
        counted.filter((each) => !isStored(each)),
      ),
    ]);
  }

  /**
   * What was told about a transaction, in every profile that counted it, and in the snapshots that hold it. Takes back
   * what was told formerly. `countedId` is of the evaluation that it was counted with.
   */
  async learn(tx: TenantStatements, countedId: string, learnt: LearntOutcome): Promise<void> {
    const keys = entitiesOf(learnt.transaction);
    const stored = await this.profiles.findForUpdate(tx, keys);
    await this.profiles.update(
      tx,
      stored.map(({ key, profile }) => ({ key, profile: withOutcome(profile, learnt) })),
    );
    for (const snapshot of await this.snapshots.find(tx, keys)) {
      if (snapshot.throughId < countedId) continue;
      await this.snapshots.write(tx, { ...snapshot, profile: withOutcome(snapshot.profile, learnt) });
    }
  }
}

/** What an outcome says to a profile. */
interface Told {
  readonly label: 'fraud' | 'legitimate';
  readonly reportedAt: Date;
}

export interface LearntOutcome {
  readonly transaction: Transaction;
  readonly former: Told | null;
  readonly latest: Told;
}

function withOutcome(profile: Profile, { transaction, former, latest }: LearntOutcome): Profile {
  const { occurredAtMs } = transaction;
  const before = former === null ? profile : forgetOutcome(profile, { ...toTold(former), occurredAtMs });
  return recordOutcome(before, { ...toTold(latest), occurredAtMs });
}

function toTold({ label, reportedAt }: Told): { label: Told['label']; reportedAtMs: number } {
  return { label, reportedAtMs: reportedAt.getTime() };
}

function withoutRepetitions(keys: readonly EntityKey[]): EntityKey[] {
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}
