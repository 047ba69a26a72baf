import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { In, LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import { Export } from './export.entity';
import { BEGINNING, OPEN_STATUSES } from './export.types';

/** What changes while an export is made. */
export type ExportChange = Partial<Omit<Export, 'tenantId' | 'id' | 'createdAt'>>;

@Injectable()
export class ExportsRepository {
  /** Until the end of the transaction no other adds an export of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['exports', tenantId]),
    ]);
  }

  countOpen({ manager, tenantId }: TenantTx): Promise<number> {
    return manager.countBy(Export, { tenantId, status: In([...OPEN_STATUSES]) });
  }

  countSince({ manager, tenantId }: TenantTx, since: Date): Promise<number> {
    return manager.countBy(Export, { tenantId, createdAt: MoreThan(since) });
  }

  async insert({ manager }: TenantTx, row: Export): Promise<void> {
    await manager.insert(Export, { ...row, parts: [...row.parts] });
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Export | null> {
    return manager.findOneBy(Export, { tenantId, id });
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<Export[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(Export, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  /** Those that can be downloaded, the newest first. */
  listCompleted({ manager, tenantId }: TenantTx): Promise<Export[]> {
    return manager.find(Export, { where: { tenantId, status: 'completed' }, order: { id: 'DESC' } });
  }

  /** Null where somebody works on it, or just takes it up, and where nothing is left to do. */
  findDueLocked({ manager, tenantId }: TenantTx, id: string, now: Date): Promise<Export | null> {
    return manager.findOne(Export, {
      where: { tenantId, id, status: In([...OPEN_STATUSES]), leaseUntil: LessThanOrEqual(now) },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  async update({ manager, tenantId }: TenantTx, { id }: Export, change: ExportChange): Promise<void> {
    await manager.update(Export, { tenantId, id }, change);
  }

  /**
   * Returns whether it did: not where the export was erased, nor where another worker got on from this step before. So
   * of two who work on it one gives up, and no row is written twice.
   */
  async advance({ manager, tenantId }: TenantTx, row: Export, change: ExportChange): Promise<boolean> {
    const { affected } = await manager.update(
      Export,
      { tenantId, id: row.id, steps: row.steps, status: 'running' },
      { ...change, steps: row.steps + 1 },
    );
    return affected === 1;
  }

  /** Returns whether the export is still his who works on it. */
  async renew({ manager, tenantId }: TenantTx, row: Export, leaseUntil: Date): Promise<boolean> {
    const { id, steps } = row;
    const { affected } = await manager.update(
      Export,
      { tenantId, id, steps, status: 'running' },
      { leaseUntil },
    );
    return affected === 1;
  }

  /** Those that can still be downloaded: one that was erased meanwhile stays so. */
  async expire({ manager, tenantId }: TenantTx, rows: readonly Export[]): Promise<void> {
    const id = In(rows.map((row) => row.id));
    await manager.update(Export, { tenantId, id, status: 'completed' }, { status: 'expired' });
  }

  /** All that is made or kept. Returns how many. */
  async erase({ manager, tenantId }: TenantTx): Promise<number> {
    const { affected } = await manager.update(
      Export,
      { tenantId, status: In([...OPEN_STATUSES, 'completed']) },
      // Where it stood may name somebody.
      { status: 'erased', place: BEGINNING },
    );
    await manager.update(Export, { tenantId, status: 'failed' }, { place: BEGINNING });
    return affected ?? 0;
  }
}
