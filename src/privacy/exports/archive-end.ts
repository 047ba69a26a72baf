import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { centralDirectory } from '@libs/zip-archive/central-directory';
import { zipMember } from '@libs/zip-archive/zip-member';
import type { Mode } from '../../tenants/tenants.types';
import type { ExportPiece } from './export-piece.entity';
import { ExportPiecesRepository } from './export-pieces.repository';
import { pieceAt } from './export-slices';
import { ExportSources } from './export-sources';
import type { Export } from './export.entity';
import { MANIFEST_NAME, manifestOf } from './manifest';
import { productVersion } from './product-version';

const PIECE_BYTES = 4 * 1024 * 1024;

/** Writes what stands behind the last file of rows: the manifest, and the directory of the archive. */
@Injectable()
export class ArchiveEnd {
  private readonly version = productVersion();

  constructor(
    private readonly database: TenantDatabase,
    private readonly pieces: ExportPiecesRepository,
    private readonly sources: ExportSources,
    private readonly clock: Clock,
  ) {}

  async write(row: Export, mode: Mode): Promise<ExportPiece[]> {
    const { createdAt: at, sizeBytes: offset } = row;
    const files = await this.database.run(toTenantId(row.tenantId), (tx) => this.pieces.files(tx, row.id));
    const scene = { mode, version: this.version, finishedAt: this.clock.now() };
    const manifest = manifestOf(row, { ...scene, sources: this.sources.all, files });
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    const { member, written } = await zipMember(MANIFEST_NAME, text, at);
    const members = [...files, { ...member, offset }];
    return cut(row, Buffer.concat([written, centralDirectory(members, offset + written.length, at)]));
  }
}

function cut(row: Export, bytes: Buffer): ExportPiece[] {
  const pieces: ExportPiece[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const place = { number: row.pieces + pieces.length + 1, offsetBytes: row.sizeBytes + at, file: null };
    pieces.push(pieceAt(row, { ...place, bytes: bytes.subarray(at, at + PIECE_BYTES) }));
  }
  return pieces;
}
