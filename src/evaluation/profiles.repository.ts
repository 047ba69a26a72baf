import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import type { Profile } from '@libs/risk-engine/profile';

export interface StoredProfile {
  readonly key: EntityKey;
  readonly state: Profile;
}

interface ProfileRow {
  readonly kind: EntityKind;
  readonly entity_id: string;
  readonly state: Profile;
}

@Injectable()
export class ProfilesRepository {
  /**
   * The profiles that exist, locked until the end of the transaction, in one order for everyone so that two
   * transactions can't wait for each other. What doesn't exist is not locked: see `insert`.
   */
  async findForUpdate(tx: TenantTx, keys: readonly EntityKey[]): Promise<StoredProfile[]> {
    return this.select(tx, keys, 'for update of p');
  }

  async find(tx: TenantTx, keys: readonly EntityKey[]): Promise<StoredProfile[]> {
    return this.select(tx, keys, '');
  }

  /** Of profiles that `findForUpdate` returned in this transaction. */
  async update({ manager, tenantId }: TenantTx, profiles: readonly StoredProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await manager.query(
      `update profiles p set state = x.state
         from unnest($2::text[], $3::text[], $4::json[]) x(kind, entity_id, state)
        where p.tenant_id = $1 and p.kind = x.kind and p.entity_id = x.entity_id`,
      [tenantId, ...columnsOf(profiles)],
    );
  }

  /**
   * Plainly: a row that another transaction made meanwhile is a unique violation, on which the whole transaction is
   * tried again. An upsert here would overwrite what the other one counted.
   */
  async insert({ manager, tenantId }: TenantTx, profiles: readonly StoredProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await manager.query(
      `insert into profiles (tenant_id, kind, entity_id, state)
       select $1, x.kind, x.entity_id, x.state from unnest($2::text[], $3::text[], $4::json[]) x(kind, entity_id, state)
        order by x.kind, x.entity_id`,
      [tenantId, ...columnsOf(profiles)],
    );
  }

  private async select(
    { manager, tenantId }: TenantTx,
    keys: readonly EntityKey[],
    lock: '' | 'for update of p',
  ): Promise<StoredProfile[]> {
    const rows = await manager.query<ProfileRow[]>(
      `select p.kind, p.entity_id, p.state
         from profiles p join unnest($2::text[], $3::text[]) x(kind, entity_id)
           on p.kind = x.kind and p.entity_id = x.entity_id
        where p.tenant_id = $1
        order by p.kind, p.entity_id ${lock}`,
      [tenantId, keys.map(({ kind }) => kind), keys.map(({ id }) => id)],
    );
    return rows.map((row) => ({ key: { kind: row.kind, id: row.entity_id }, state: row.state }));
  }
}

function columnsOf(profiles: readonly StoredProfile[]): [string[], string[], string[]] {
  return [
    profiles.map(({ key }) => key.kind),
    profiles.map(({ key }) => key.id),
    profiles.map(({ state }) => JSON.stringify(state)),
  ];
}
