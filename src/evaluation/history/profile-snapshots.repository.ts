import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import type { NamedProfile } from '@libs/risk-engine/profile-book';
import { packProfile, readProfile } from '@libs/risk-engine/stored-profile/stored-profile';

export interface NamedSnapshot extends NamedProfile {
  readonly throughId: string;
}

interface SnapshotRow {
  readonly kind: EntityKind;
  readonly entity_id: string;
  readonly through_id: string;
  readonly state: unknown;
}

/** Who writes one has locked the profile beside it. */
@Injectable()
export class ProfileSnapshotsRepository {
  async find(tx: TenantStatements, keys: readonly EntityKey[]): Promise<NamedSnapshot[]> {
    const rows = await tx.query<SnapshotRow>({
      name: 'find-profile-snapshots',
      text: `select s.kind, s.entity_id, s.through_id, s.state
               from unnest($2::text[], $3::text[]) x(kind, entity_id)
               join profile_snapshots s on s.tenant_id = $1 and s.kind = x.kind and s.entity_id = x.entity_id`,
      values: [
        tx.tenantId,
        columnParameter('text', keys, ({ kind }) => kind),
        columnParameter('text', keys, ({ id }) => id),
      ],
    });
    return rows.map((row) => ({
      key: { kind: row.kind, id: row.entity_id },
      throughId: row.through_id,
      profile: readProfile(row.state),
    }));
  }

  async write(tx: TenantStatements, { key, throughId, profile }: NamedSnapshot): Promise<void> {
    await tx.query({
      name: 'write-profile-snapshot',
      text: `insert into profile_snapshots (tenant_id, kind, entity_id, through_id, state)
             values ($1, $2, $3, $4, $5)
             on conflict (tenant_id, kind, entity_id) do update
               set through_id = excluded.through_id, state = excluded.state`,
      values: [tx.tenantId, key.kind, key.id, throughId, JSON.stringify(packProfile(profile))],
    });
  }
}
