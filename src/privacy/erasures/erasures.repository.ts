import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { In, LessThan, LessThanOrEqual, Not } from 'typeorm';
import { Erasure } from './erasure.entity';
import type { ErasureScope, ErasureStatus } from './erasure.entity';

/** Those that the worker still has something to do for. */
export const OPEN_STATUSES: readonly ErasureStatus[] = ['waiting', 'running'];

export type ErasureChange = Partial<Omit<Erasure, 'tenantId' | 'id' | 'scope' | 'kind' | 'tokenDigest'>>;

@Injectable()
export class ErasuresRepository {
  /** Until the end of the transaction no other asks for an erasure of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['erasures', tenantId]),
    ]);
  }

  countOpen({ manager, tenantId }: TenantTx, scope: ErasureScope): Promise<number> {
    return manager.countBy(Erasure, { tenantId, scope, status: In([...OPEN_STATUSES]) });
  }

  async insert({ manager }: TenantTx, erasure: Erasure): Promise<void> {
    await manager.insert(Erasure, erasure);
  }

  /** False where it is there already. */
  async insertOnce({ manager, tenantId }: TenantTx, erasure: Erasure): Promise<boolean> {
    const { id } = erasure;
    if (await manager.existsBy(Erasure, { tenantId, id })) return false;
    await manager.createQueryBuilder().insert().into(Erasure).values(erasure).orIgnore().execute();
    return true;
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Erasure | null> {
    return manager.findOneBy(Erasure, { tenantId, id });
  }

  findLocked({ manager, tenantId }: TenantTx, id: string): Promise<Erasure | null> {
    return manager.findOne(Erasure, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Null where somebody else has it, or where it is done. */
  findDueLocked({ manager, tenantId }: TenantTx, id: string, now: Date): Promise<Erasure | null> {
    const due = { leaseUntil: LessThanOrEqual(now), executeAfter: LessThanOrEqual(now) };
    return manager.findOne(Erasure, {
      where: { tenantId, id, status: In([...OPEN_STATUSES]), ...due },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  /** Newest first, with one row more than the page. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<Erasure[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(Erasure, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  async update({ manager, tenantId }: TenantTx, { id }: Erasure, change: ErasureChange): Promise<void> {
    await manager.update(Erasure, { tenantId, id }, change);
  }

  /** All others that are open: what they would erase goes anyhow. */
  async cancelOthers({ manager, tenantId }: TenantTx, { id }: Erasure): Promise<void> {
    await manager.update(
      Erasure,
      { tenantId, id: Not(id), status: In([...OPEN_STATUSES]) },
      { status: 'cancelled', subjectId: null, cursor: null },
    );
    await manager.query('delete from erasure_rebuilds where tenant_id = $1 and erasure_id <> $2', [
      tenantId,
      id,
    ]);
  }
}
