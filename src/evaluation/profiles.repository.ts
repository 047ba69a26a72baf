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

const INSERT = `insert into profiles (tenant_id, kind, entity_id, state)
                select $1, x.kind, x.entity_id, x.state
                  from unnest($2::text[], $3::text[], $4::json[]) x(kind, entity_id, state)
                 order by x.kind, x.entity_id`;

/** Every statement looks each key up by itself, whatever the planner knows of the table. */
@Injectable()
export class ProfilesRepository {
  /**
   * The profiles that exist, locked until the end of the transaction, in one order for everyone so that two
   * transactions can't wait for each other. What doesn't exist is not locked: see `insert`.
   */
  async findForUpdate(tx: TenantStatements, keys: readonly EntityKey[]): Promise<NamedProfile[]> {
    return this.select(tx, keys, { name: 'lock-profiles', lock: 'for update' });
  }

  async find(tx: TenantStatements, keys: readonly EntityKey[]): Promise<NamedProfile[]> {
    return this.select(tx, keys, { name: 'find-profiles', lock: '' });
  }

  /**
   * Of profiles that `findForUpdate` returned in this transaction. An upsert, though all of them are there: it finds
   * each by its key, where an UPDATE joined with the new states may be planned as a search through all profiles.
   */
  async update(tx: TenantStatements, profiles: readonly NamedProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await tx.query({
      name: 'update-profiles',
      text: `${INSERT} on conflict (tenant_id, kind, entity_id) do update set state = excluded.state`,
      values: [tx.tenantId, ...columnsOf(profiles)],
    });
  }

  /**
   * Plainly: a row that another transaction made meanwhile is a unique violation, on which the whole transaction is
   * tried again. An upsert here would overwrite what the other one counted.
   */
  async insert(tx: TenantStatements, profiles: readonly NamedProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await tx.query({ name: 'insert-profiles', text: INSERT, values: [tx.tenantId, ...columnsOf(profiles)] });
  }

  /** One that `findForUpdate` returned in this transaction. */
  async delete(tx: TenantStatements, { kind, id }: EntityKey): Promise<void> {
    await tx.query({
      name: 'delete-profile',
      text: 'delete from profiles where tenant_id = $1 and kind = $2 and entity_id = $3',
      values: [tx.tenantId, kind, id],
    });
  }

  private async select(
    tx: TenantStatements,
    keys: readonly EntityKey[],
    { name, lock }: { readonly name: string; readonly lock: '' | 'for update' },
  ): Promise<NamedProfile[]> {
    const rows = await tx.query<ProfileRow>({
      name,
      text: `select p.kind, p.entity_id, p.state
               from (select * from unnest($2::text[], $3::text[]) x(kind, entity_id) order by kind, entity_id) x
              cross join lateral (select p.kind, p.entity_id, p.state from profiles p
                                   where p.tenant_id = $1 and p.kind = x.kind and p.entity_id = x.entity_id
                                   limit 1 ${lock}) p`,
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
