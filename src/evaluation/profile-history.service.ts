import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import { TenantsService } from '../tenants/tenants.service';
import { EntityNamesRepository } from './history/entity-names.repository';
import type { EntityPage } from './history/entity-names.repository';
import { ProfileRebuild } from './history/profile-rebuild';
import type { ProfileSelection, RebuildReport } from './profile-history.types';
import { ENTITY_KINDS } from './profile-history.types';

const PAGE = 500;
const AT_ONCE = 4;

/** Profiles are derived: what is recorded makes them again. */
@Injectable()
export class ProfileHistoryService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly names: EntityNamesRepository,
    private readonly profiles: ProfileRebuild,
  ) {}

  /** Throws a Problem of 404 where there is no such tenant. */
  async rebuild(tenantId: TenantId, { kind, id, isDryRun }: ProfileSelection): Promise<RebuildReport> {
    const tenant = await this.tenants.get(tenantId);
    let report: RebuildReport = { rebuilt: 0, differed: 0 };
    for await (const keys of this.select(tenantId, kind, id)) {
      const comparisons = await Promise.all(
        keys.map((key) => this.profiles.rebuild({ tenant, key }, { isDryRun })),
      );
      const known = comparisons.filter((comparison) => comparison !== 'unknown');
      report = {
        rebuilt: report.rebuilt + known.length,
        differed: report.differed + known.filter((comparison) => comparison !== 'same').length,
      };
    }
    return report;
  }

  /** As many as are rebuilt at once. */
  private async *select(
    tenantId: TenantId,
    kind: EntityKind | undefined,
    id: string | undefined,
  ): AsyncGenerator<readonly EntityKey[]> {
    if (kind !== undefined && id !== undefined) {
      yield [{ kind, id }];
      return;
    }
    for (const each of kind === undefined ? ENTITY_KINDS : [kind]) yield* this.ofKind(tenantId, each);
  }

  private async *ofKind(tenantId: TenantId, kind: EntityKind): AsyncGenerator<readonly EntityKey[]> {
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: EntityPage = { kind, after, limit: PAGE };
      const ids: string[] = await this.database.run(tenantId, (tx) => this.names.page(tx, page));
      const keys = ids.map((id) => ({ kind, id }));
      for (let at = 0; at < keys.length; at += AT_ONCE) yield keys.slice(at, at + AT_ONCE);
      after = ids.length < PAGE ? undefined : ids.at(-1);
    }
  }
}
