import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { ByteRange } from '@libs/http/byte-range';
import type { Caller } from '@libs/http/caller';
import { AuditService } from '../../audit/audit.service';
import { exportGone, exportNotFound, notCompleted } from './export.problems';
import type { Export } from './export.entity';
import { statusAt } from './export.response';
import { ExportPiecesRepository } from './export-pieces.repository';
import { ExportsRepository } from './exports.repository';
import { RecentDownloads } from './recent-downloads';

/** An archive that is there, whole. */
export type Archive = Export & { readonly sha256: Buffer };

/** Archives as customers fetch them. */
@Injectable()
export class Downloads {
  private readonly recent = new RecentDownloads();

  constructor(
    private readonly database: TenantDatabase,
    private readonly exports: ExportsRepository,
    private readonly pieces: ExportPiecesRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 404, of 409 where it isn't completed, of 410 where the archive is gone. */
  find(tenantId: TenantId, id: string): Promise<Archive> {
    return this.database.run(tenantId, async (tx) => {
      const row = await this.exports.find(tx, id);
      if (row === null) throw exportNotFound();
      const status = statusAt(row, this.clock.now());
      if (status === 'expired' || status === 'erased') throw exportGone(status);
      const { sha256 } = row;
      if (status !== 'completed' || sha256 === null) throw notCompleted(status);
      return { ...row, sha256 };
    });
  }

  /** In the trail, at most once a minute for a key and an archive: one that is fetched in ranges is one download. */
  async note({ tenantId, keyId, origin }: Caller, { id }: Archive): Promise<void> {
    if (!this.recent.isNew(`${keyId} ${id}`, this.clock.now().getTime())) return;
    await this.database.run(tenantId, (tx) =>
      this.audit.append(tx, [
        {
          ...{ ...origin, action: 'export.downloaded', actor: { type: 'key', id: keyId } },
          resource: { type: 'export', id },
        },
      ]),
    );
  }

  /**
   * These bytes, piece by piece, each read when it is asked for in a transaction of its own: one at a time is in memory.
   * Fails where the archive is destroyed meanwhile.
   */
  async *bytes({ id }: Archive, tenantId: TenantId, { first, last }: ByteRange): AsyncGenerator<Buffer> {
    const start = await this.database.run(tenantId, (tx) => this.pieces.placeOf(tx, id, first));
    if (start === undefined) throw new Error('the archive was destroyed');
    let { number, offsetBytes: at } = start;
    while (at <= last) {
      const bytes = await this.pieceOf(tenantId, id, number);
      yield bytes.subarray(Math.max(0, first - at), last - at + 1);
      at += bytes.length;
      number += 1;
    }
  }

  private async pieceOf(tenantId: TenantId, id: string, number: number): Promise<Buffer> {
    const bytes = await this.database.run(tenantId, (tx) => this.pieces.bytesOf(tx, id, number));
    if (bytes === undefined) throw new Error('the archive was destroyed');
    return bytes;
  }
}
