import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { contributionOf } from '@libs/risk-engine/contribution';
import { entitiesOf } from '@libs/risk-engine/entity';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import {
  emptyProfile,
  forgetOutcome,
  forgetTransaction,
  recordOutcome,
  recordTransaction,
} from '@libs/risk-engine/profile';
import type { Profile } from '@libs/risk-engine/profile';
import type { Transaction } from '@libs/risk-engine/transaction';
import { fingerprintsOf } from './fingerprints';
import type { PendingDecision } from './pending-decision';
import { ProfilesRepository } from './profiles.repository';
import type { StoredProfile } from './profiles.repository';

export type Profiles = ReadonlyMap<EntityKind, Profile>;

/** What is known of a transaction's entities, before it and with it. */
@Injectable()
export class KnownProfiles {
  constructor(private readonly profiles: ProfilesRepository) {}

  /** Locked until the end of the transaction, in which `count` writes them. */
  async beforeFirst(tx: TenantTx, { transaction }: PendingDecision): Promise<Profiles> {
    return byKind(await this.profiles.findForUpdate(tx, entitiesOf(transaction)));
  }

  /** As if `counted`, the evaluation that the transaction got first, had not been. Nothing is locked or written. */
  async beforeAgain(
    tx: TenantTx,
    { transaction, tenant }: PendingDecision,
    counted: Transaction,
  ): Promise<Profiles> {
    const contribution = contributionOf(counted, fingerprintsOf(counted, tenant.fingerprintKey));
    const countedIn = new Set(entitiesOf(counted).map(nameOf));
    const stored = await this.profiles.find(tx, entitiesOf(transaction));
    return byKind(
      stored.map(({ key, state }) => ({
        key,
        state: countedIn.has(nameOf(key)) ? forgetTransaction(state, contribution) : state,
      })),
    );
  }

  /** Adds the transaction to its entities' profiles, given as `beforeFirst` found them. */
  async count(tx: TenantTx, { transaction, fingerprints }: PendingDecision, before: Profiles): Promise<void> {
    const contribution = contributionOf(transaction, fingerprints);
    const counted = entitiesOf(transaction).map((key): StoredProfile => {
      const state = before.get(key.kind) ?? emptyProfile();
      return { key, state: recordTransaction(state, contribution) };
    });
    await this.profiles.update(
      tx,
      counted.filter(({ key }) => before.has(key.kind)),
    );
    await this.profiles.insert(
      tx,
      counted.filter(({ key }) => !before.has(key.kind)),
    );
  }

  /** What was told about the transaction, in every profile that counted it. Takes back what was told formerly. */
  async learn(tx: TenantTx, transaction: Transaction, { former, latest }: OutcomeChange): Promise<void> {
    const { occurredAtMs } = transaction;
    const stored = await this.profiles.findForUpdate(tx, entitiesOf(transaction));
    const learnt = stored.map(({ key, state }): StoredProfile => {
      const before = former === null ? state : forgetOutcome(state, { ...toTold(former), occurredAtMs });
      return { key, state: recordOutcome(before, { ...toTold(latest), occurredAtMs }) };
    });
    await this.profiles.update(tx, learnt);
  }
}

/** What an outcome says to a profile. */
interface Told {
  readonly label: 'fraud' | 'legitimate';
  readonly reportedAt: Date;
}

export interface OutcomeChange {
  readonly former: Told | null;
  readonly latest: Told;
}

function toTold({ label, reportedAt }: Told): { label: Told['label']; reportedAtMs: number } {
  return { label, reportedAtMs: reportedAt.getTime() };
}

function byKind(stored: readonly StoredProfile[]): Profiles {
  return new Map(stored.map(({ key, state }) => [key.kind, state]));
}

function nameOf({ kind, id }: EntityKey): string {
  return `${kind}:${id}`;
}
