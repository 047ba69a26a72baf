import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { LessThan } from 'typeorm';
import { ListEntry } from './list-entry.entity';
import { List } from './list.entity';

/** A value that a list holds. */
export interface Membership {
  readonly name: string;
  readonly value: string;
}

@Injectable()
export class ListsRepository {
  async insert({ manager }: TenantTx, list: List): Promise<void> {
    await manager.insert(List, list);
  }

  findByName({ manager, tenantId }: TenantTx, name: string): Promise<List | null> {
    return manager.findOneBy(List, { tenantId, name });
  }

  names({ manager, tenantId }: TenantTx): Promise<string[]> {
    return manager
      .find(List, { where: { tenantId }, order: { name: 'ASC' } })
      .then((lists) => lists.map(({ name }) => name));
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<List[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(List, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  async remove({ manager, tenantId }: TenantTx, list: List): Promise<void> {
    await manager.delete(ListEntry, { tenantId, listId: list.id });
    await manager.delete(List, { tenantId, id: list.id });
  }

  /** Newest first, with one row more than the page. */
  entries({ manager, tenantId }: TenantTx, list: List, { limit, after }: Slice): Promise<ListEntry[]> {
    const where = { tenantId, listId: list.id, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(ListEntry, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  countEntries({ manager, tenantId }: TenantTx, list: List): Promise<number> {
    return manager.countBy(ListEntry, { tenantId, listId: list.id });
  }

  findEntry({ manager, tenantId }: TenantTx, list: List, value: string): Promise<ListEntry | null> {
    return manager.findOneBy(ListEntry, { tenantId, listId: list.id, value });
  }

  /** A value that is there already keeps its id and gets the new note and expiry. */
  async putEntry({ manager }: TenantTx, entry: ListEntry): Promise<ListEntry> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(ListEntry)
      .values({ ...entry })
      .orUpdate(['note', 'expires_at'], ['tenant_id', 'list_id', 'value'])
      .execute();
    const { tenantId, listId, value } = entry;
    return manager.findOneByOrFail(ListEntry, { tenantId, listId, value });
  }

  /** Returns the entry that was removed. */
  async removeEntry(
    { manager, tenantId }: TenantTx,
    list: List,
    by: { readonly id: string } | { readonly value: string },
  ): Promise<ListEntry | null> {
    const entry = await manager.findOneBy(ListEntry, { tenantId, listId: list.id, ...by });
    if (entry !== null) await manager.delete(ListEntry, { tenantId, id: entry.id });
    return entry;
  }

  /** Which of the values are in which lists at `now`. */
  memberships(tx: TenantStatements, values: readonly string[], now: Date): Promise<Membership[]> {
    return tx.query({
      name: 'find-list-memberships',
      text: `select l.name, e.value
               from list_entries e join lists l on l.tenant_id = e.tenant_id and l.id = e.list_id
              where e.tenant_id = $1 and e.value = any($2::text[]) and (e.expires_at is null or e.expires_at > $3)
              order by l.name, e.value`,
      values: [tx.tenantId, columnParameter('text', values, (value) => value), now],
    });
  }
}
