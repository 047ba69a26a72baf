import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { uuidLowerBound } from '@libs/ids/typeid';

/** The sealer is seconds behind; one that was away for longer than this is looked for by whoever runs the service. */
const LOOKED_BACK_MS = 24 * 3_600_000;

@Injectable()
export class UnsealedEntriesRepository {
  /** The ids behind `after` of entries of the day before `until`, and of later ones, that are not in the tree; in their order. */
  async ids(tx: TenantStatements, after: string | null, until: Date, limit: number): Promise<string[]> {
    const first = uuidLowerBound(until.getTime() - LOOKED_BACK_MS);
    const rows = await tx.query<{ id: string }>({
      name: 'list-unsealed-entries',
      text: `select e.id from audit_entries e
              where e.tenant_id = $1 and e.id >= $2 and e.id > $3
                and not exists (select from audit_leaves l where l.tenant_id = $1 and l.entry_id = e.id)
              order by e.id limit $4`,
      values: [tx.tenantId, first, after ?? first, limit],
    });
    return rows.map(({ id }) => id);
  }
}
