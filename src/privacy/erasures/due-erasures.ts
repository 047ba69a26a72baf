import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';

/** Where an erasure waits; what it is, its tenant's own transaction tells. */
export interface DueErasure {
  readonly tenantId: TenantId;
  readonly id: string;
}

@Injectable()
export class DueErasures {
  constructor(
    private readonly database: SystemDatabase,
    private readonly clock: Clock,
  ) {}

  /** Of all tenants' the one that waits longest, or that was left by whoever worked on it; undefined where none is due. */
  async first(): Promise<DueErasure | undefined> {
    const now = this.clock.now();
    const [due] = await this.database.run((manager) =>
      manager.query<{ tenant_id: string; id: string }[]>(
        `select tenant_id, id from erasures
          where status in ('waiting', 'running') and lease_until <= $1 and execute_after <= $1
          order by lease_until limit 1`,
        [now],
      ),
    );
    return due && { tenantId: toTenantId(due.tenant_id), id: due.id };
  }
}
