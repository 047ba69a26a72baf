import type { Plan } from '@libs/config/setting-values';
import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { Tenant } from './tenant.entity';
import type { TenantChange } from './tenants.types';

/** How the fingerprint key is made. */
export type FingerprintRecipe = Pick<
  Tenant,
  'fingerprintKid' | 'fingerprintSalt' | 'fingerprintDigest' | 'fingerprintMask'
>;

@Injectable()
export class TenantsRepository {
  async insert({ manager }: TenantTx, tenant: Tenant): Promise<void> {
    await manager.insert(Tenant, { ...tenant, allowedIps: [...tenant.allowedIps] });
  }

  find({ manager, tenantId }: TenantTx): Promise<Tenant | null> {
    return manager.findOneBy(Tenant, { tenantId });
  }

  /** Whoever else changes it waits until the end of this transaction. */
  findLocked({ manager, tenantId }: TenantTx): Promise<Tenant | null> {
    return manager.findOne(Tenant, { where: { tenantId }, lock: { mode: 'pessimistic_write' } });
  }

  async bind({ manager, tenantId }: TenantTx, recipe: FingerprintRecipe): Promise<void> {
    await manager.update(Tenant, { tenantId }, recipe);
  }

  async setPlan({ manager, tenantId }: TenantTx, plan: Plan): Promise<void> {
    await manager.update(Tenant, { tenantId }, { plan });
  }

  async update({ manager, tenantId }: TenantTx, { allowedIps, ...change }: TenantChange): Promise<void> {
    const written = { ...change, ...(allowedIps !== undefined && { allowedIps: [...allowedIps] }) };
    await manager.update(Tenant, { tenantId }, written);
  }
}
