import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import type { NamedProfile } from '@libs/risk-engine/profile-book';
import { packProfile, readProfile } from '@libs/risk-engine/stored-profile/stored-profile';

interface ProfileRow {
  readonly kind: EntityKind;
  readonly entity_id: string;
  readonly state: unknown;
}

@Injectable()
export class ProfilesRepository {
  /**
   * The profiles that exist, locked until the end of the transaction, in one order for everyone so that two
   * transactions can't wait for each other. What doesn't exist is not locked: see `insert`.
   */
  async findForUpdate(tx: TenantStatements, keys: readonly EntityKey[]): Promise<NamedProfile[]> {
    return this.select(tx, keys, { name: 'lock-profiles', lock: 'for update of p' });
  }

  async find(tx: TenantStatements, keys: readonly EntityKey[]): Promise<NamedProfile[]> {
    return this.select(tx, keys, { name: 'find-profiles', lock: '' });
  }

  /** Of profiles that `findForUpdate` returned in this transaction. */
  async update(tx: TenantStatements, profiles: readonly NamedProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await tx.query({
      name: 'update-profiles',
      text: `update profiles p set state = x.state
               from unnest($2::text[], $3::text[], $4::json[]) x(kind, entity_id, state)
              where p.tenant_id = $1 and p.kind = x.kind and p.entity_id = x.entity_id`,
      values: [tx.tenantId, ...columnsOf(profiles)],
    });
  }

  /**
   * Plainly: a row that another transaction made meanwhile is a unique violation, on which the whole transaction is
   * tried again. An upsert here would overwrite what the other one counted.
   */
  async insert(tx: TenantStatements, profiles: readonly NamedProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await tx.query({
      name: 'insert-profiles',
      text: `insert into profiles (tenant_id, kind, entity_id, state)
             select $1, x.kind, x.entity_id, x.state
               from unnest($2::text[], $3::text[], $4::json[]) x(kind, entity_id, state)
              order by x.kind, x.entity_id`,
      values: [tx.tenantId, ...columnsOf(profiles)],
    });
  }

  private async select(
    tx: TenantStatements,
    keys: readonly EntityKey[],
    { name, lock }: { readonly name: string; readonly lock: '' | 'for update of p' },
  ): Promise<NamedProfile[]> {
    const rows = await tx.query<ProfileRow>({
      name,
      text: `select p.kind, p.entity_id, p.state
               from profiles p join unnest($2::text[], $3::text[]) x(kind, entity_id)
                 on p.kind = x.kind and p.entity_id = x.entity_id
              where p.tenant_id = $1
              order by p.kind, p.entity_id ${lock}`,
      values: [tx.tenantId, ...keyColumnsOf(keys)],
    });
    return rows.map((row) => ({
      key: { kind: row.kind, id: row.entity_id },
      profile: readProfile(row.state),
    }));
  }
}

function keyColumnsOf(keys: readonly EntityKey[]): [kinds: Buffer, ids: Buffer] {
  return [columnParameter('text', keys, ({ kind }) => kind), columnParameter('text', keys, ({ id }) => id)];
}

function columnsOf(profiles: readonly NamedProfile[]): [kinds: Buffer, ids: Buffer, states: Buffer] {
  return [
    ...keyColumnsOf(profiles.map(({ key }) => key)),
    columnParameter('json', profiles, ({ profile }) => JSON.stringify(packProfile(profile))),
  ];
}
