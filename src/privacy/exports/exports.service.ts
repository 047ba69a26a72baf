import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import type { Export } from './export.entity';
import { exportNotFound, exportUnderWay, tooManyExports } from './export.problems';
import { BEGINNING } from './export.types';
import { ExportsRepository } from './exports.repository';

/** With the one that is asked for. */
const MAX_KEPT = 5;
const MAX_A_DAY = 20;
const DAY_MS = 86_400_000;

/** What a customer asks of exports; the worker makes them. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly exports: ExportsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 409. */
  start(caller: Caller): Promise<Export> {
    return this.database.runFor(caller, async (tx) => {
      const now = this.clock.now();
      await this.exports.lockAll(tx);
      await this.requireRoom(tx, now);
      const row = queued(caller, now);
      await this.exports.insert(tx, row);
      await this.audit.append(tx, [
        {
          ...{ ...caller.origin, actor: { type: 'key', id: caller.keyId }, action: 'export.requested' },
          resource: { type: 'export', id: row.id },
        },
      ]);
      return row;
    });
  }

  /** Newest first. */
  page(tenantId: TenantId, slice: Slice): Promise<Page<Export>> {
    return this.database.run(tenantId, async (tx) =>
      pageOf(await this.exports.list(tx, slice), slice.limit, ({ id }) => id),
    );
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<Export> {
    return this.database.run(tenantId, async (tx) => {
      const row = await this.exports.find(tx, id);
      if (row === null) throw exportNotFound();
      return row;
    });
  }

  /** The oldest of those that are kept goes; maintenance deletes its archive. */
  private async requireRoom(tx: TenantTx, now: Date): Promise<void> {
    if ((await this.exports.countOpen(tx)) > 0) throw exportUnderWay();
    const since = new Date(now.getTime() - DAY_MS);
    if ((await this.exports.countSince(tx, since)) >= MAX_A_DAY) throw tooManyExports(MAX_A_DAY);
    const kept = await this.exports.listCompleted(tx);
    await this.exports.expire(tx, kept.slice(MAX_KEPT - 1));
  }
}

function queued({ tenantId }: Caller, now: Date): Export {
  return {
    tenantId,
    id: newUuid(now.getTime()),
    status: 'queued',
    progress: 0,
    place: BEGINNING,
    parts: [],
    steps: 0,
    pieces: 0,
    sizeBytes: 0,
    sha256: null,
    failure: null,
    tries: 0,
    leaseUntil: now,
    createdAt: now,
    startedAt: null,
    completedAt: null,
    expiresAt: null,
  };
}
