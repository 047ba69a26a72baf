import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { LessThan } from 'typeorm';
import { Policy } from './policy.entity';

/** Every tenant with policies has one of this version. */
export const FIRST_VERSION = 1;

@Injectable()
export class PoliciesRepository {
  find({ manager, tenantId }: TenantTx, id: string): Promise<Policy | null> {
    return manager.findOneBy(Policy, { tenantId, id });
  }

  findActive({ manager, tenantId }: TenantTx): Promise<Policy | null> {
    return manager.findOneBy(Policy, { tenantId, isActive: true });
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<Policy[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(Policy, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  /** Until the end of the transaction no other adds or activates a version of this tenant's policy. */
  async lockVersions({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select 1 from policies where tenant_id = $1 and version = $2 for update', [
      tenantId,
      FIRST_VERSION,
    ]);
  }

  async latestVersion({ manager, tenantId }: TenantTx): Promise<number> {
    return (await manager.maximum(Policy, 'version', { tenantId })) ?? 0;
  }

  async insert({ manager }: TenantTx, policy: Policy): Promise<void> {
    await manager.insert(Policy, policy);
  }

  /** Inserts unless the tenant has a policy of this version already. Returns whether it did. */
  async insertFirst({ manager }: TenantTx, policy: Policy): Promise<boolean> {
    const result = await manager
      .createQueryBuilder()
      .insert()
      .into(Policy)
      .values({ ...policy })
      .orIgnore()
      .returning('id')
      .execute();
    return Array.isArray(result.raw) && result.raw.length > 0;
  }

  /** The one that was active is not any more. */
  async activate({ manager, tenantId }: TenantTx, id: string): Promise<void> {
    await manager.update(Policy, { tenantId, isActive: true }, { isActive: false });
    await manager.update(Policy, { tenantId, id }, { isActive: true });
  }
}
