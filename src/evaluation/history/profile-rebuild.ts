import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import { uuidLowerBound } from '@libs/ids/typeid';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { Profile } from '@libs/risk-engine/profile';
import { ProfilesRepository } from '../profiles.repository';
import { EntityHistory } from './entity-history';
import type { EntityOf } from './entity-history';
import { EntityHistoryRepository } from './entity-history.repository';
import { finishProfile, NOTHING_REMADE } from './remade-profile';
import type { RemadeProfile } from './remade-profile';

const MAX_TRIES = 6;
/** Longer than a request may take from its arrival, which its id tells, to its commit. */
const UNSETTLED_MS = 60_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What a stored profile turned out to be beside the one that the records make. */
export type Comparison = 'unknown' | 'same' | 'different' | 'missing';

interface Settled {
  readonly remade: RemadeProfile;
  /** Evaluations and outcomes up to this id are in it. */
  readonly throughId: string;
}

/** Makes a profile again from what is recorded. */
@Injectable()
export class ProfileRebuild {
  constructor(
    private readonly database: TenantDatabase,
    private readonly profiles: ProfilesRepository,
    private readonly history: EntityHistory,
    private readonly records: EntityHistoryRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Decisions that go on meanwhile are neither lost nor doubled. What nothing is added to any more is read with
   * nothing locked; they wait only while the rest is.
   */
  async rebuild(entity: EntityOf, { isDryRun }: { readonly isDryRun: boolean }): Promise<Comparison> {
    const throughId = uuidLowerBound(this.clock.now().getTime() - UNSETTLED_MS);
    const span = { after: BEFORE_ALL, through: throughId };
    const settled = { throughId, remade: await this.history.readSettled(entity, NOTHING_REMADE, span) };
    const comparison = await this.compare(entity, settled, isDryRun);
    // Who was decided on for the first time while its records were read has a profile by now, to be locked.
    return comparison === 'missing' && isDryRun ? this.compare(entity, settled, isDryRun) : comparison;
  }

  private compare(entity: EntityOf, settled: Settled, isDryRun: boolean): Promise<Comparison> {
    const { tenant, key } = entity;
    return retryOnConflict(MAX_TRIES, ['profiles'], () =>
      this.database.run(tenant.id, async (tx) => {
        const [stored] = await this.profiles.findForUpdate(tx, [key]);
        const rebuilt = await this.readRest(tx, entity, settled);
        const comparison = compared(stored?.profile, rebuilt);
        const isToWrite = !isDryRun && (comparison === 'different' || comparison === 'missing');
        if (isToWrite) await this.write(tx, key, { comparison, rebuilt });
        return comparison;
      }),
    );
  }

  /** Undefined where nothing is recorded. */
  private async readRest(
    tx: TenantStatements,
    entity: EntityOf,
    { remade, throughId }: Settled,
  ): Promise<Profile | undefined> {
    const rest = { after: throughId, through: AFTER_ALL };
    const whole = await this.history.readIn(tx, entity, remade, rest);
    if (whole.transactions === 0) return undefined;
    const span = { after: BEFORE_ALL, through: throughId };
    return finishProfile(whole, await this.records.toldSince(tx, entity.key, span, throughId));
  }

  private async write(
    tx: TenantStatements,
    key: EntityKey,
    { comparison, rebuilt }: { readonly comparison: Comparison; readonly rebuilt: Profile | undefined },
  ): Promise<void> {
    if (rebuilt === undefined) await this.profiles.delete(tx, key);
    else if (comparison === 'missing') await this.profiles.insert(tx, [{ key, profile: rebuilt }]);
    else await this.profiles.update(tx, [{ key, profile: rebuilt }]);
  }
}

function compared(stored: Profile | undefined, rebuilt: Profile | undefined): Comparison {
  if (stored === undefined) return rebuilt === undefined ? 'unknown' : 'missing';
  return isDeepStrictEqual(stored, rebuilt) ? 'same' : 'different';
}
