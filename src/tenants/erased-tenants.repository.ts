import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { Tenant } from './tenant.entity';
import type { FingerprintRecipe } from './tenants.repository';

@Injectable()
export class ErasedTenantsRepository {
  find({ manager, tenantId }: TenantTx): Promise<Tenant | null> {
    return manager.findOneBy(Tenant, { tenantId });
  }

  /** The first time stays. */
  async suspend({ manager, tenantId }: TenantTx, suspendedAt: Date): Promise<void> {
    await manager.query(
      'update tenants set suspended_at = $2 where tenant_id = $1 and suspended_at is null',
      [tenantId, suspendedAt],
    );
  }

  async bury({ manager, tenantId }: TenantTx, name: string, recipe: FingerprintRecipe): Promise<void> {
    await manager.update(Tenant, { tenantId }, { name, email: name, allowedIps: [], ...recipe });
  }
}
