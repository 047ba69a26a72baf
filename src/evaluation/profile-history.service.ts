import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { NIL_UUID } from '@libs/ids/typeid';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import { TenantsService } from '../tenants/tenants.service';
import { SnapshotMovedError } from './history/entity-history';
import { EntityNamesRepository } from './history/entity-names.repository';
import type { EntityPage } from './history/entity-names.repository';
import { ExpiredEvaluationsRepository } from './history/expired-evaluations.repository';
import type { EvaluationPlace } from './history/expired-evaluations.repository';
import { ProfileRebuild } from './history/profile-rebuild';
import { RebuildTrail } from './history/rebuild-trail';
import { SnapshotMaking } from './history/snapshot-making';
import { ENTITY_KINDS } from './profile-history.types';
import type { ProfileSelection, RebuildReport } from './profile-history.types';

const PAGE = 500;
const AT_ONCE = 4;
const MAX_READINGS = 3;
const FORGET_BATCH = 2_000;

type ReadPage = (tx: TenantTx, page: EntityPage) => Promise<string[]>;

/** Profiles are derived: what is recorded makes them again, and what is to be dropped leaves a snapshot. */
@Injectable()
export class ProfileHistoryService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly names: EntityNamesRepository,
    private readonly profiles: ProfileRebuild,
    private readonly snapshots: SnapshotMaking,
    private readonly trail: RebuildTrail,
    private readonly expired: ExpiredEvaluationsRepository,
  ) {}

  /** Throws a Problem of 404 where there is no such tenant. */
  async rebuild(tenantId: TenantId, selection: ProfileSelection): Promise<RebuildReport> {
    const tenant = await this.tenants.get(tenantId);
    const { isDryRun, isUntold = isDryRun } = selection;
    if (!isUntold) await this.trail.begins(tenantId, selection);
    let report: RebuildReport = { rebuilt: 0, differed: 0 };
    for await (const keys of this.select(tenantId, selection)) {
      const comparisons = await Promise.all(
        keys.map((key) => whileSnapshotsMove(() => this.profiles.rebuild({ tenant, key }, { isDryRun }))),
      );
      const known = comparisons.filter((comparison) => comparison !== 'unknown');
      report = {
        rebuilt: report.rebuilt + known.length,
        differed: report.differed + known.filter((comparison) => comparison !== 'same').length,
      };
    }
    if (!isUntold) await this.trail.ends(tenantId, selection, report);
    return report;
  }

  /**
   * Of every profile that evaluations up to an id have made, all of them settled long ago. Returns how many
   * snapshots were made: those that reach so far already are left.
   */
  async snapshot(tenantId: TenantId, throughId: string): Promise<number> {
    const tenant = await this.tenants.get(tenantId);
    const read: ReadPage = (tx, page) => this.names.pageThrough(tx, page, throughId);
    let made = 0;
    for (const kind of ENTITY_KINDS) {
      for await (const keys of this.ofKind(tenantId, kind, read)) {
        const results = await Promise.all(
          keys.map((key) => whileSnapshotsMove(() => this.snapshots.make({ tenant, key }, throughId))),
        );
        made += results.filter((isMade) => isMade).length;
      }
    }
    return made;
  }

  /**
   * What stands for evaluations up to an id outside of their partitions, of all tenants: their transactions are new
   * again from then on. In batches, so that no lock is held for long. Returns how many transactions it was.
   */
  async forgetThrough(throughId: string): Promise<number> {
    let forgotten = 0;
    let last: EvaluationPlace | undefined = { tenantId: NIL_UUID, id: NIL_UUID };
    while (last !== undefined) {
      const page = await this.expired.forgetPage(last, throughId, FORGET_BATCH);
      forgotten += page.transactionKeys;
      last = page.last;
    }
    return forgotten;
  }

  /** As many as are rebuilt at once. */
  private async *select(
    tenantId: TenantId,
    { kind, id }: ProfileSelection,
  ): AsyncGenerator<readonly EntityKey[]> {
    if (kind !== undefined && id !== undefined) {
      yield [{ kind, id }];
      return;
    }
    const read: ReadPage = (tx, page) => this.names.page(tx, page);
    for (const each of kind === undefined ? ENTITY_KINDS : [kind]) yield* this.ofKind(tenantId, each, read);
  }

  private async *ofKind(
    tenantId: TenantId,
    kind: EntityKind,
    read: ReadPage,
  ): AsyncGenerator<readonly EntityKey[]> {
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: EntityPage = { kind, after, limit: PAGE };
      const ids: string[] = await this.database.run(tenantId, (tx) => read(tx, page));
      const keys = ids.map((id) => ({ kind, id }));
      for (let at = 0; at < keys.length; at += AT_ONCE) yield keys.slice(at, at + AT_ONCE);
      after = ids.length < PAGE ? undefined : ids.at(-1);
    }
  }
}

/** They do once a month. */
async function whileSnapshotsMove<T>(work: () => Promise<T>): Promise<T> {
  for (let readings = 1; ; readings += 1) {
    try {
      return await work();
    } catch (error) {
      if (readings >= MAX_READINGS || !(error instanceof SnapshotMovedError)) throw error;
    }
  }
}
