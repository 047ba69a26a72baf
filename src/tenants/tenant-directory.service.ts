import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '@libs/database/system-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { NIL_UUID } from '@libs/ids/typeid';

const PAGE = 500;

/** Who the tenants are: nothing but their ids, for work that is then done for each of them behind the wall. */
@Injectable()
export class TenantDirectoryService {
  constructor(private readonly database: SystemDatabase) {}

  /** In the order of their ids. A tenant that signs up meanwhile may be left out. */
  async *all(): AsyncGenerator<TenantId> {
    let page: TenantId[];
    let last: string = NIL_UUID;
    do {
      page = await this.after(last);
      yield* page;
      last = page.at(-1) ?? last;
    } while (page.length === PAGE);
  }

  private async after(tenantId: string): Promise<TenantId[]> {
    const rows = await this.database.run((manager) =>
      manager.query<{ tenant_id: string }[]>(
        'select tenant_id from tenants where tenant_id > $1 order by tenant_id limit $2',
        [tenantId, PAGE],
      ),
    );
    return rows.map((row) => toTenantId(row.tenant_id));
  }
}
