import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { AuditService } from '../audit.service';
import { tooManyExports } from '../audit.problems';
import type { AuditExportHeader, AuditSpan } from './audit-export.types';
import { AuditLines } from './audit-lines';

const PAGE = 500;
/** Of a tenant at a time, in each process. */
const MAX_STREAMS = 2;

/** Streams the trail as it is read, a page in memory at a time. */
@Injectable()
export class AuditStreams {
  private readonly running = new Map<TenantId, number>();

  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditService,
    private readonly lines: AuditLines,
  ) {}

  /** NDJSON. Throws a Problem of 404 before anything is sealed, or of 429 where too many are running. */
  async open({ tenantId, keyId, origin }: Caller, span: AuditSpan): Promise<Readable> {
    this.take(tenantId);
    try {
      const header = await this.database.run(tenantId, async (tx) => {
        const found = await this.lines.header(tx, span);
        const { from, to, firstIndex, endIndex } = found;
        await this.audit.append(tx, [
          {
            ...{ ...origin, actor: { type: 'key', id: keyId }, action: 'audit.exported' },
            ...{ resource: { type: 'tenant', id: tenantId }, after: { from, to, firstIndex, endIndex } },
          },
        ]);
        return found;
      });
      const stream = Readable.from(this.texts(tenantId, header));
      return stream.once('close', () => {
        this.giveBack(tenantId);
      });
    } catch (error) {
      this.giveBack(tenantId);
      throw error;
    }
  }

  private async *texts(tenantId: TenantId, header: AuditExportHeader): AsyncGenerator<string> {
    yield `${JSON.stringify(header)}\n`;
    const { firstIndex, endIndex } = header;
    for (let from = firstIndex; from < endIndex; from += PAGE) {
      const range = { from, to: Math.min(from + PAGE, endIndex) };
      const lines = await this.database.run(tenantId, (tx) => this.lines.lines(tx, range));
      yield lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    }
  }

  private take(tenantId: TenantId): void {
    const running = this.running.get(tenantId) ?? 0;
    if (running >= MAX_STREAMS) throw tooManyExports();
    this.running.set(tenantId, running + 1);
  }

  private giveBack(tenantId: TenantId): void {
    const running = (this.running.get(tenantId) ?? 1) - 1;
    if (running === 0) this.running.delete(tenantId);
    else this.running.set(tenantId, running);
  }
}
