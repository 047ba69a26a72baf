import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { IsNull } from 'typeorm';
import type { Tally } from './agreement';
import type { Progress } from './progress';
import { Shadow } from './shadow.entity';

@Injectable()
export class ShadowsRepository {
  async insert({ manager }: TenantTx, shadow: Shadow): Promise<void> {
    await manager.insert(Shadow, shadow);
  }

  /** Whether it runs or was stopped. */
  findLatest({ manager, tenantId }: TenantTx, policyId: string): Promise<Shadow | null> {
    return manager.findOne(Shadow, { where: { tenantId, policyId }, order: { id: 'DESC' } });
  }

  findRunning({ manager, tenantId }: TenantTx, policyId: string): Promise<Shadow | null> {
    return manager.findOneBy(Shadow, { tenantId, policyId, stoppedAt: IsNull() });
  }

  /** The shadow as it is until the end of the transaction; null once it was stopped. */
  lockRunning({ manager, tenantId }: TenantTx, id: string): Promise<Shadow | null> {
    const where = { tenantId, id, stoppedAt: IsNull() };
    return manager.findOne(Shadow, { where, lock: { mode: 'pessimistic_write' } });
  }

  countRunning({ manager, tenantId }: TenantTx): Promise<number> {
    return manager.countBy(Shadow, { tenantId, stoppedAt: IsNull() });
  }

  async advance(
    { manager, tenantId }: TenantTx,
    id: string,
    reached: Progress & { readonly tally: Tally },
  ): Promise<void> {
    await manager.update(Shadow, { tenantId, id }, { ...reached });
  }

  /** Returns whether it ran. */
  async stop({ manager, tenantId }: TenantTx, id: string, stoppedAt: Date): Promise<boolean> {
    const { affected } = await manager.update(Shadow, { tenantId, id, stoppedAt: IsNull() }, { stoppedAt });
    return affected === 1;
  }
}
