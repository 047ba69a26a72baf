import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { Profile } from '@libs/risk-engine/profile';
import { ProfilesRepository } from '../profiles.repository';
import { EntityHistory } from './entity-history';
import type { EntityOf, SettledHistory } from './entity-history';

const MAX_TRIES = 6;
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What a stored profile turned out to be beside the one that the records make. */
export type Comparison = 'unknown' | 'same' | 'different' | 'missing';

/** Makes a profile again from what is recorded. */
@Injectable()
export class ProfileRebuild {
  constructor(
    private readonly database: TenantDatabase,
    private readonly profiles: ProfilesRepository,
    private readonly history: EntityHistory,
  ) {}

  /**
   * Decisions that go on meanwhile are neither lost nor doubled. What nothing is added to any more is read with
   * nothing locked; they wait only while the rest is. Only a profile that is missing can't be locked: an outcome that is
   * told in that very moment may be left to the next rebuild. Throws a SnapshotMovedError where it has to be called again.
   */
  async rebuild(entity: EntityOf, { isDryRun }: { readonly isDryRun: boolean }): Promise<Comparison> {
    const settled = await this.history.readSettled(entity, this.history.settledId());
    const comparison = await this.compare(entity, settled, isDryRun);
    // Who was decided on for the first time while its records were read has a profile by now, to be locked.
    return comparison === 'missing' && isDryRun ? this.compare(entity, settled, isDryRun) : comparison;
  }

  private compare(entity: EntityOf, settled: SettledHistory, isDryRun: boolean): Promise<Comparison> {
    const { tenant, key } = entity;
    return retryOnConflict(MAX_TRIES, ['profiles'], () =>
      this.database.run(tenant.id, async (tx) => {
        const [stored] = await this.profiles.findForUpdate(tx, [key]);
        const rebuilt = await this.history.finish(tx, entity, settled, AFTER_ALL);
        const comparison = compared(stored?.profile, rebuilt);
        const isToWrite = !isDryRun && (comparison === 'different' || comparison === 'missing');
        if (isToWrite) await this.write(tx, key, { comparison, rebuilt });
        return comparison;
      }),
    );
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
