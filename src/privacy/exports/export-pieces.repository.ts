import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { LessThanOrEqual } from 'typeorm';
import { ExportPiece } from './export-piece.entity';
import type { ExportedFile } from './export.types';

/** Where a file of rows lies in the archive. */
export interface PlacedFile extends ExportedFile {
  readonly offset: number;
}

/** Where a piece lies. */
export type PiecePlace = Pick<ExportPiece, 'number' | 'offsetBytes' | 'sizeBytes'>;

@Injectable()
export class ExportPiecesRepository {
  async insert({ manager }: TenantTx, pieces: readonly ExportPiece[]): Promise<void> {
    // One at a time: each is some MiB.
    for (const piece of pieces) await manager.insert(ExportPiece, piece);
  }

  /** In the order of the archive. */
  async files({ manager, tenantId }: TenantTx, exportId: string): Promise<PlacedFile[]> {
    const pieces = await manager.find(ExportPiece, {
      select: { tenantId: true, exportId: true, number: true, offsetBytes: true, file: true },
      where: { tenantId, exportId },
      order: { number: 'ASC' },
    });
    return pieces.flatMap(({ file, offsetBytes }) =>
      file === null ? [] : [{ ...file, offset: offsetBytes }],
    );
  }

  /** The piece that this byte lies in; undefined where it is gone. */
  async placeOf(tx: TenantTx, exportId: string, byte: number): Promise<PiecePlace | undefined> {
    const [found] = await tx.manager.find(ExportPiece, {
      select: { tenantId: true, exportId: true, number: true, offsetBytes: true, sizeBytes: true },
      where: { tenantId: tx.tenantId, exportId, offsetBytes: LessThanOrEqual(byte) },
      order: { number: 'DESC' },
      take: 1,
    });
    return found;
  }

  /** Undefined where it is gone. */
  async bytesOf(
    { manager, tenantId }: TenantTx,
    exportId: string,
    number: number,
  ): Promise<Buffer | undefined> {
    const piece = await manager.findOneBy(ExportPiece, { tenantId, exportId, number });
    return piece?.bytes;
  }

  /** Of all exports, at most so many; how many. */
  async removeSome(tx: TenantTx, limit: number): Promise<number> {
    const removed = await tx.query({
      name: 'remove-some-export-pieces',
      text: `delete from export_pieces p
              using (select export_id, number from export_pieces where tenant_id = $1 limit $2) first
              where p.tenant_id = $1 and p.export_id = first.export_id and p.number = first.number
             returning p.number`,
      values: [tx.tenantId, limit],
    });
    return removed.length;
  }

  /** Of all exports. */
  async removeAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.delete(ExportPiece, { tenantId });
  }
}
