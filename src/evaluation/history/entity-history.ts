import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import { NIL_UUID } from '@libs/ids/typeid';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { Profile } from '@libs/risk-engine/profile';
import type { TenantProfile } from '../../tenants/tenants.types';
import { settledId } from '../settled';
import { EntityHistoryRepository } from './entity-history.repository';
import type { CountedTransaction, IdSpan, ToldOutcome } from './entity-history.repository';
import { ProfileSnapshotsRepository } from './profile-snapshots.repository';
import type { NamedSnapshot } from './profile-snapshots.repository';
import { countAlso, finishProfile, learnAlso, learnFrom, remadeFrom } from './remade-profile';
import type { RemadeProfile } from './remade-profile';

const PAGE = 500;

export interface EntityOf {
  readonly tenant: TenantProfile;
  readonly key: EntityKey;
}

/** What was read of an entity with nothing locked. */
export interface SettledHistory {
  readonly remade: RemadeProfile;
  /** The evaluations that were read: what came before them is in a snapshot. */
  readonly span: IdSpan;
  /** What was told up to the outcome of this id is in it. */
  readonly toldThrough: string;
}

/** Since it was read a snapshot was made that it doesn't start from, or what was read was erased. It is read again. */
export class SnapshotMovedError extends Error {
  override readonly name = 'SnapshotMovedError';
}

interface HistoryPage {
  readonly counted: readonly CountedTransaction[];
  readonly told: readonly ToldOutcome[];
}

/** What is recorded of an entity, whatever its length: a page at a time. */
@Injectable()
export class EntityHistory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly records: EntityHistoryRepository,
    private readonly snapshots: ProfileSnapshotsRepository,
    private readonly clock: Clock,
  ) {}

  settledId(): string {
    return settledId(this.clock.now().getTime());
  }

  /** Up to a settled id. Each page is read in a transaction of its own. */
  async readSettled(entity: EntityOf, through: string): Promise<SettledHistory> {
    const { tenant, key } = entity;
    const toldThrough = this.settledId();
    const [snapshot] = await this.database.run(tenant.id, (tx) => this.snapshots.find(tx, [key]));
    const span = { after: snapshot?.throughId ?? NIL_UUID, through };
    const remade = await readOn(entity, remadeFrom(snapshot?.profile), span, (rest) =>
      this.database.run(tenant.id, (tx) => this.page(tx, key, rest)),
    );
    return { remade, span, toldThrough };
  }

  /** Up to an id, where the profile is locked. Undefined where nothing is recorded. Throws a SnapshotMovedError. */
  async finish(
    tx: TenantStatements,
    entity: EntityOf,
    { remade, span, toldThrough }: SettledHistory,
    through: string,
  ): Promise<Profile | undefined> {
    const snapshot = await this.unmovedSnapshot(tx, entity.key, { remade, span });
    const since = await this.records.toldSince(tx, entity.key, span, toldThrough);
    const settled = learnAlso(snapshot === undefined ? remade : learnFrom(remade, snapshot.profile), since);
    const rest = { after: span.after < span.through ? span.through : span.after, through };
    const whole = await readOn(entity, settled, rest, (page) => this.page(tx, entity.key, page));
    return whole.isKnown ? finishProfile(whole) : undefined;
  }

  /** The one that it starts from, if any. Throws a SnapshotMovedError. */
  private async unmovedSnapshot(
    tx: TenantStatements,
    key: EntityKey,
    { remade, span }: Pick<SettledHistory, 'remade' | 'span'>,
  ): Promise<NamedSnapshot | undefined> {
    const [snapshot] = await this.snapshots.find(tx, [key]);
    if ((snapshot?.throughId ?? NIL_UUID) !== span.after) throw new SnapshotMovedError();
    if (remade.hasCounted && !(await this.records.isNamed(tx, key, span))) throw new SnapshotMovedError();
    return snapshot;
  }

  private async page(tx: TenantStatements, key: EntityKey, rest: IdSpan): Promise<HistoryPage> {
    const counted = await this.records.countedTransactions(tx, key, rest, PAGE);
    return { counted, told: await this.records.toldOf(tx, counted) };
  }
}

async function readOn(
  { tenant }: EntityOf,
  before: RemadeProfile,
  { after, through }: IdSpan,
  readPage: (rest: IdSpan) => Promise<HistoryPage>,
): Promise<RemadeProfile> {
  let remade = before;
  let last = after < through ? after : undefined;
  while (last !== undefined) {
    const { counted, told } = await readPage({ after: last, through });
    remade = learnAlso(countAlso(remade, counted, tenant.fingerprintKey), told);
    last = counted.length < PAGE ? undefined : counted.at(-1)?.evaluationId;
  }
  return remade;
}
