import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { NIL_UUID } from '@libs/ids/typeid';

const PAGE = 1_000;

/** Where a shadow runs; what it is, its tenant's own transaction tells. */
export interface RunningShadow {
  readonly tenantId: TenantId;
  readonly policyId: string;
}

@Injectable()
export class RunningShadows {
  constructor(private readonly database: SystemDatabase) {}

  /** Of every tenant. */
  async *all(): AsyncGenerator<RunningShadow> {
    let last: RunningShadow | undefined;
    do {
      const page = await this.pageAfter(last);
      yield* page;
      last = page.length === PAGE ? page.at(-1) : undefined;
    } while (last !== undefined);
  }

  private async pageAfter(last: RunningShadow | undefined): Promise<RunningShadow[]> {
    const rows = await this.database.run((manager) =>
      manager.query<{ tenant_id: string; policy_id: string }[]>(
        `select tenant_id, policy_id from shadows
          where stopped_at is null and (tenant_id, policy_id) > ($1, $2)
          order by tenant_id, policy_id limit $3`,
        [last?.tenantId ?? NIL_UUID, last?.policyId ?? NIL_UUID, PAGE],
      ),
    );
    return rows.map(({ tenant_id, policy_id }) => ({ tenantId: toTenantId(tenant_id), policyId: policy_id }));
  }
}
