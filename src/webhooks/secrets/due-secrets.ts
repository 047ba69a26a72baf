import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { NIL_UUID } from '@libs/ids/typeid';

const PAGE = 500;

/** An endpoint with a secret that something has to be done about. */
export interface DueEndpoint {
  readonly tenantId: TenantId;
  readonly endpointId: string;
}

/** Over all tenants: whose secrets have expired, and whose should be replaced. The rest is done behind the wall. */
@Injectable()
export class DueSecrets {
  constructor(private readonly database: SystemDatabase) {}

  /** Each endpoint with a secret that has expired. */
  expired(now: Date): AsyncGenerator<DueEndpoint> {
    return this.each('expires_at <= $3', [now]);
  }

  /** Each whose newest secret is as old, or made with another master key, and whose tenant wasn't told. */
  untold(madeBefore: Date, newestKid: string): AsyncGenerator<DueEndpoint> {
    return this.each('expires_at is null and rotation_told_at is null and (created_at <= $3 or kid <> $4)', [
      madeBefore,
      newestKid,
    ]);
  }

  private async *each(condition: string, parameters: readonly unknown[]): AsyncGenerator<DueEndpoint> {
    let page: DueEndpoint[];
    let last = { tenantId: NIL_UUID, endpointId: NIL_UUID };
    do {
      page = await this.after(last, condition, parameters);
      yield* page;
      last = page.at(-1) ?? last;
    } while (page.length === PAGE);
  }

  private async after(
    { tenantId, endpointId }: { readonly tenantId: string; readonly endpointId: string },
    condition: string,
    parameters: readonly unknown[],
  ): Promise<DueEndpoint[]> {
    const rows = await this.database.run((manager) =>
      manager.query<{ tenant_id: string; endpoint_id: string }[]>(
        `select distinct tenant_id, endpoint_id from webhook_secrets
          where (tenant_id, endpoint_id) > ($1, $2) and ${condition} order by 1, 2 limit ${PAGE}`,
        [tenantId, endpointId, ...parameters],
      ),
    );
    return rows.map((row) => ({ tenantId: toTenantId(row.tenant_id), endpointId: row.endpoint_id }));
  }
}
