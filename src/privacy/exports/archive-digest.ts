import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { ExportPiecesRepository } from './export-pieces.repository';
import type { Export } from './export.entity';

/** Reads an archive once more, from the first byte: a hash that is half done can't be kept. */
@Injectable()
export class ArchiveDigest {
  constructor(
    private readonly database: TenantDatabase,
    private readonly pieces: ExportPiecesRepository,
  ) {}

  /** Its SHA-256. Undefined where `goesOn`, which is asked before each piece, says no. Fails where a piece is missing. */
  async of(row: Export, goesOn: () => Promise<boolean>): Promise<Buffer | undefined> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for (let number = 1; number <= row.pieces; number += 1) {
      if (!(await goesOn())) return undefined;
      const bytes = await this.database.run(toTenantId(row.tenantId), (tx) =>
        this.pieces.bytesOf(tx, row.id, number),
      );
      if (bytes === undefined) throw new Error(`piece ${number} of an export is missing`);
      hash.update(bytes);
      sizeBytes += bytes.length;
    }
    if (sizeBytes !== row.sizeBytes) throw new Error('the pieces of an export are not of its size');
    return hash.digest();
  }
}
