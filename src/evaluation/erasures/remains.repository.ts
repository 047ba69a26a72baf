import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import { SCANNED_ROWS } from '@libs/erasure/erased-slice';
import type { EntityKey } from '@libs/risk-engine/entity';

export interface ListEntryText {
  readonly id: string;
  readonly value: string;
  readonly note: string | null;
}

/** What else is kept by a subject's id, or may hold it. */
@Injectable()
export class RemainsRepository {
  /** Whoever would count in it waits until the end of the transaction. */
  async lockProfile(tx: TenantStatements, { kind, id }: EntityKey): Promise<void> {
    await tx.query({
      name: 'lock-profile-to-erase',
      text: 'select from profiles where tenant_id = $1 and kind = $2 and entity_id = $3 for update',
      values: [tx.tenantId, kind, id],
    });
  }

  async deleteProfile(tx: TenantStatements, { kind, id }: EntityKey): Promise<number> {
    const rows = await tx.query({
      name: 'erase-profile',
      text: 'delete from profiles where tenant_id = $1 and kind = $2 and entity_id = $3 returning kind',
      values: [tx.tenantId, kind, id],
    });
    return rows.length;
  }

  async deleteSnapshot(tx: TenantStatements, { kind, id }: EntityKey): Promise<number> {
    const rows = await tx.query({
      name: 'erase-profile-snapshot',
      text: 'delete from profile_snapshots where tenant_id = $1 and kind = $2 and entity_id = $3 returning kind',
      values: [tx.tenantId, kind, id],
    });
    return rows.length;
  }

  async deleteSpending(tx: TenantStatements, agentUuid: string): Promise<number> {
    const rows = await tx.query({
      name: 'erase-agent-spending',
      text: 'delete from agent_spending where tenant_id = $1 and agent_id = $2 returning day',
      values: [tx.tenantId, agentUuid],
    });
    return rows.length;
  }

  /** A page of the entries of all lists behind an id, in their order. */
  listEntries(tx: TenantStatements, after: string): Promise<ListEntryText[]> {
    return tx.query({
      name: 'page-list-entries-to-erase',
      text: `select id, value, note from list_entries where tenant_id = $1 and id > $2 order by id limit $3`,
      values: [tx.tenantId, after, SCANNED_ROWS],
    });
  }

  async deleteListEntries(tx: TenantStatements, ids: readonly string[]): Promise<void> {
    await tx.query({
      name: 'erase-list-entries',
      text: 'delete from list_entries where tenant_id = $1 and id = any($2::uuid[])',
      values: [tx.tenantId, columnParameter('uuid', ids, (id) => id)],
    });
  }

  async writeListNotes(tx: TenantStatements, entries: readonly ListEntryText[]): Promise<void> {
    await tx.query({
      name: 'write-notes-of-list-entries',
      text: `update list_entries l set note = x.note from unnest($2::uuid[], $3::text[]) x(id, note)
              where l.tenant_id = $1 and l.id = x.id`,
      values: [
        tx.tenantId,
        columnParameter('uuid', entries, ({ id }) => id),
        columnParameter('text', entries, ({ note }) => note),
      ],
    });
  }
}
