import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { uuidLowerBound } from '@libs/ids/typeid';

/** Leaves are sealed in the order of their ids but for transactions that overlap, which is seconds. */
const OVERLAP = 50_000;

/** Which leaves of the tree have entries, and which of them are of a time. */
@Injectable()
export class AuditRangesRepository {
  /** The first leaf from which on every one has its entry: earlier months are gone. Undefined where none has. */
  async firstKept(tx: TenantStatements): Promise<number | undefined> {
    const [row] = await tx.query<{ first: string | null }>({
      name: 'first-kept-leaf',
      text: `with kept as materialized (
               select index from audit_leaves where tenant_id = $1 order by index limit $2
             )
             select max(index) as first
               from (select index, lag(index) over (order by index) as before from kept) k
              where before is null or index > before + 1`,
      values: [tx.tenantId, OVERLAP],
    });
    return numberOf(row?.first);
  }

  /** The first leaf of the entries from that moment on; undefined where there is none. */
  async firstSince(tx: TenantStatements, from: Date): Promise<number | undefined> {
    const [row] = await tx.query<{ first: string | null }>({
      name: 'first-leaf-since',
      text: `select min(index) as first
               from (select index from audit_leaves where tenant_id = $1 and entry_id >= $2
                      order by entry_id limit $3) l`,
      values: [tx.tenantId, uuidLowerBound(from.getTime()), OVERLAP],
    });
    return numberOf(row?.first);
  }

  /** The leaf behind the last of the entries before that moment; undefined where there is none. */
  async endBefore(tx: TenantStatements, to: Date): Promise<number | undefined> {
    const [row] = await tx.query<{ end: string | null }>({
      name: 'end-of-leaves-before',
      text: `select max(index) + 1 as end
               from (select index from audit_leaves where tenant_id = $1 and entry_id < $2
                      order by entry_id desc limit $3) l`,
      values: [tx.tenantId, uuidLowerBound(to.getTime()), OVERLAP],
    });
    return numberOf(row?.end);
  }

  /** The ids of the entries of these leaves, in the order of the tree. */
  async entryIds(
    tx: TenantStatements,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>({
      name: 'entries-of-leaves',
      text: `select entry_id as id from audit_leaves
              where tenant_id = $1 and index >= $2 and index < $3 order by index`,
      values: [tx.tenantId, from, to],
    });
    return rows.map(({ id }) => id);
  }
}

function numberOf(text: string | null | undefined): number | undefined {
  return text == null ? undefined : Number(text);
}
