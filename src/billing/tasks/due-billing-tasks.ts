import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import type { BillingTaskName } from './billing-task.entity';

@Injectable()
export class DueBillingTasks {
  constructor(
    private readonly database: SystemDatabase,
    private readonly clock: Clock,
  ) {}

  /** The tenants for whom it is to be done and nobody does it, those that wait longest first. */
  async tenants(name: BillingTaskName, limit: number): Promise<TenantId[]> {
    const rows = await this.database.run((manager) =>
      manager.query<{ tenant_id: string }[]>(
        `select tenant_id from billing_tasks
          where name = $1 and due_at <= $2 and (lease_until is null or lease_until <= $2)
          order by due_at limit $3`,
        [name, this.clock.now(), limit],
      ),
    );
    return rows.map(({ tenant_id: tenantId }) => toTenantId(tenantId));
  }
}
