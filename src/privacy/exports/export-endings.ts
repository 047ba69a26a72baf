import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import { newTraceId } from '@libs/http/trace';
import { AuditService } from '../../audit/audit.service';
import type { AuditAction } from '../../audit/audit.types';
import { EventsService } from '../../events/events.service';
import type { Export } from './export.entity';
import { toExportResponse } from './export.response';
import { ExportsRepository } from './exports.repository';
import type { ExportChange } from './exports.repository';

const KEPT_MS = 7 * 86_400_000;

/** How an export comes to its end, and who is told. */
@Injectable()
export class ExportEndings {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  async complete(tx: TenantTx, row: Export, sha256: Buffer): Promise<void> {
    const completedAt = this.clock.now();
    const expiresAt = new Date(completedAt.getTime() + KEPT_MS);
    const change = { status: 'completed', progress: 1, sha256, completedAt, expiresAt } as const;
    if (!(await this.exports.advance(tx, row, change))) return;
    const { sizeBytes } = row;
    await this.note(tx, row, 'export.completed', { sizeBytes, sha256: sha256.toString('hex') });
    const data = toExportResponse({ ...row, ...change }, completedAt);
    await this.events.publish(tx, [{ type: 'export.completed', resourceId: row.id, data }]);
  }

  /** `sentence` is for its owner. */
  async fail(tx: TenantTx, row: Export, sentence: string): Promise<void> {
    const change: ExportChange = { status: 'failed', failure: sentence };
    if (await this.exports.advance(tx, { ...row, status: 'running' }, change))
      await this.note(tx, row, 'export.failed', { failure: sentence });
  }

  private note(tx: TenantTx, { id }: Export, action: AuditAction, after: object): Promise<void> {
    return this.audit.append(tx, [
      {
        ...{ action, actor: { type: 'system', id: null }, resource: { type: 'export', id } },
        ...{ traceId: newTraceId(), network: null, after },
      },
    ]);
  }
}
