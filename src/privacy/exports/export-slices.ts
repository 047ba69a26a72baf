import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { eachGivingWay } from '@libs/event-loop/each-giving-way';
import type { ExportSource } from '@libs/personal-data/export-source';
import { zipMember } from '@libs/zip-archive/zip-member';
import type { Mode } from '../../tenants/tenants.types';
import type { ExportPiece } from './export-piece.entity';
import type { Export } from './export.entity';
import type { ExportedFile } from './export.types';
import { NdjsonFiles } from './ndjson-files';
import type { NdjsonFile } from './ndjson-files';

/** Lines of one part before they are compressed; a page of rows more. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** What one step reads of a part, as it lies in the archive. */
export interface ExportSlice {
  readonly pieces: readonly ExportPiece[];
  readonly rows: number;
  readonly bytes: number;
  /** Behind what is read; null where the part is whole. */
  readonly next: string | null;
}

/** Reads rows, and writes them as files of the archive. */
@Injectable()
export class ExportSlices {
  private readonly sliceBytes = SLICE_BYTES;

  constructor(private readonly database: TenantDatabase) {}

  async read(
    row: Export,
    source: ExportSource,
    from: { after: string | null; mode: Mode },
  ): Promise<ExportSlice> {
    const files = new NdjsonFiles(this.sliceBytes);
    let { after } = from;
    do {
      const slice = { after, limit: source.pageRows, until: row.createdAt, mode: from.mode };
      const page = await this.database.run(toTenantId(row.tenantId), (tx) => source.page(tx, slice));
      await eachGivingWay(page.rows, (each) => {
        files.add(each);
      });
      after = page.next;
    } while (after !== null && files.bytes < this.sliceBytes);
    const written = files.finish();
    return {
      pieces: await piecesOf(row, source, written),
      rows: written.reduce((sum, { rows }) => sum + rows, 0),
      bytes: files.bytes,
      next: after,
    };
  }
}

async function piecesOf(
  row: Export,
  { name: part }: ExportSource,
  files: readonly NdjsonFile[],
): Promise<ExportPiece[]> {
  const pieces: ExportPiece[] = [];
  let { pieces: number, sizeBytes } = row;
  for (const { rows, content } of files) {
    number += 1;
    const name = `${part}/${String(number).padStart(6, '0')}.ndjson`;
    const { member, written } = await zipMember(name, content, row.createdAt);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file: ExportedFile = { ...member, part, rows, sha256 };
    pieces.push(pieceAt(row, { number, offsetBytes: sizeBytes, file, bytes: written }));
    sizeBytes += written.length;
  }
  return pieces;
}

export function pieceAt(
  { tenantId, id: exportId }: Export,
  piece: Pick<ExportPiece, 'number' | 'offsetBytes' | 'file' | 'bytes'>,
): ExportPiece {
  return { tenantId, exportId, ...piece, sizeBytes: piece.bytes.length };
}
