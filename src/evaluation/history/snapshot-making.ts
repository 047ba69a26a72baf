import { Injectable } from '@nestjs/common';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { TenantDatabase } from '@libs/database/tenant-database';
import { ProfilesRepository } from '../profiles.repository';
import { EntityHistory } from './entity-history';
import type { EntityOf } from './entity-history';
import { ProfileSnapshotsRepository } from './profile-snapshots.repository';

const MAX_TRIES = 6;

/** Keeps what evaluations that are to be dropped have made of a profile. */
@Injectable()
export class SnapshotMaking {
  constructor(
    private readonly database: TenantDatabase,
    private readonly profiles: ProfilesRepository,
    private readonly snapshots: ProfileSnapshotsRepository,
    private readonly history: EntityHistory,
  ) {}

  /**
   * Up to a settled id. Returns whether one was made: there is none to make where it reaches so far already. The
   * profile is locked for what was told in the last two minutes, so that what is told later finds the snapshot.
   * Throws a SnapshotMovedError where it has to be called again.
   */
  async make(entity: EntityOf, throughId: string): Promise<boolean> {
    const { tenant, key } = entity;
    const settled = await this.history.readSettled(entity, throughId);
    if (settled.span.after >= throughId) return false;
    return retryOnConflict(MAX_TRIES, [], () =>
      this.database.run(tenant.id, async (tx) => {
        await this.profiles.findForUpdate(tx, [key]);
        const profile = await this.history.finish(tx, entity, settled, throughId);
        if (profile === undefined) return false;
        await this.snapshots.write(tx, { key, throughId, profile });
        return true;
      }),
    );
  }
}
