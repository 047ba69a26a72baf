import type { Clock } from '@libs/clock/clock';
import type { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';

/** Which row waits; what it is, its tenant's own transaction tells. */
export interface DueRow {
  readonly tenantId: TenantId;
  readonly id: string;
}

/** SQL of our own; `$1` is the time now. The table has `tenant_id`, `id` and `lease_until`. */
export interface LeasedTable {
  readonly table: string;
  /** True of the rows for which something is left to do. */
  readonly isOpen: string;
}

/** Of all tenants, the rows of one table that nobody works on. */
export abstract class DueRows {
  protected constructor(
    private readonly database: SystemDatabase,
    private readonly clock: Clock,
    private readonly leased: LeasedTable,
  ) {}

  /** The one that waits longest, or that was left by whoever worked on it; undefined where none is due. */
  async first(): Promise<DueRow | undefined> {
    const { table, isOpen } = this.leased;
    const [due] = await this.database.run((manager) =>
      manager.query<{ tenant_id: string; id: string }[]>(
        `select tenant_id, id from ${table} where ${isOpen} and lease_until <= $1 order by lease_until limit 1`,
        [this.clock.now()],
      ),
    );
    return due && { tenantId: toTenantId(due.tenant_id), id: due.id };
  }
}
