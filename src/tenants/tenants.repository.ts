import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { Tenant } from './tenant.entity';

@Injectable()
export class TenantsRepository {
  async insert({ manager }: TenantTx, tenant: Tenant): Promise<void> {
    await manager.insert(Tenant, tenant);
  }

  find({ manager, tenantId }: TenantTx): Promise<Tenant | null> {
    return manager.findOneBy(Tenant, { tenantId });
  }
}
