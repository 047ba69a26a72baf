import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantTx } from '@libs/database/tenant-database';
import { SCANNED_ROWS, SLICE_ROWS } from '@libs/erasure/erased-slice';

/** An entry as far as it may name somebody: null where it doesn't have the text that was looked for. */
export interface NamingEntry {
  readonly id: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Leaves whose entries an erasure has emptied. */
export interface ErasedLeaves {
  readonly count: number;
  /** SHA-256 over their hashes, sorted bytewise. */
  readonly digest: Buffer;
}

@Injectable()
export class ErasedEntriesRepository {
  async ofResources(tx: TenantTx, resourceIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>({
      name: 'entries-of-resources-to-erase',
      text: `select a.id from unnest($2::uuid[]) x(id)
               join audit_entries a on a.tenant_id = $1 and a.resource_id = x.id
              where a.erased_by is null`,
      values: [tx.tenantId, columnParameter('uuid', resourceIds, (id) => id)],
    });
    return rows.map(({ id }) => id);
  }

  /**
   * A page of the entries behind an id that may have words of the tenant's, in their order. Those of decisions and of
   * plans have fixed ones; those of erasures prove what was erased before.
   */
  page(tx: TenantTx, after: string, text: string): Promise<NamingEntry[]> {
    return tx.query({
      name: 'page-entries-naming',
      text: `select id, case when strpos(before::text, $4) > 0 then before end as before,
                    case when strpos(after::text, $4) > 0 then after end as after
               from audit_entries
              where tenant_id = $1 and id > $2 and action <> 'evaluation.decided'
                and action !~ '^(erasure|export|plan|subscription|checkout)[.]'
              order by id limit $3`,
      values: [tx.tenantId, after, SCANNED_ROWS, text],
    });
  }

  /** A slice of all entries that are not emptied yet, but of those about one thing. */
  async others(tx: TenantTx, after: string, keptResourceId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>({
      name: 'entries-left-to-erase',
      text: `select id from audit_entries
              where tenant_id = $1 and id > $2 and erased_by is null and resource_id <> $3
              order by id limit $4`,
      values: [tx.tenantId, after, keptResourceId, SLICE_ROWS],
    });
    return rows.map(({ id }) => id);
  }

  /** The database refuses it where the erasure isn't running. Returns how many were not emptied before. */
  async erase(tx: TenantTx, erasureId: string, entryIds: readonly string[]): Promise<number> {
    const [row] = await tx.query<{ erased: number }>({
      name: 'erase-audit-entries',
      text: 'select erase_audit_entries($1, $2) as erased',
      values: [erasureId, columnParameter('uuid', entryIds, (id) => id)],
    });
    return row?.erased ?? 0;
  }

  /** All that an erasure has emptied, however many: they are read by a cursor. */
  async leavesOf({ manager, tenantId }: TenantTx, erasureId: string): Promise<ErasedLeaves> {
    await manager.query(
      `declare erased_leaves no scroll cursor for
         select leaf_hash from audit_entries where tenant_id = '${tenantId}' and erased_by = '${asUuid(erasureId)}'
          order by leaf_hash`,
    );
    const hash = createHash('sha256');
    let count = 0;
    for (;;) {
      const rows = await manager.query<{ leaf_hash: Buffer }[]>(`fetch ${SCANNED_ROWS} from erased_leaves`);
      for (const row of rows) hash.update(row.leaf_hash);
      count += rows.length;
      if (rows.length < SCANNED_ROWS) break;
    }
    await manager.query('close erased_leaves');
    return { count, digest: hash.digest() };
  }
}

/** A cursor's statement takes no parameters. */
function asUuid(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError('an erasure has a uuid');
  return id;
}
