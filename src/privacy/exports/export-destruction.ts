import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { ExportPiecesRepository } from './export-pieces.repository';
import { ExportsRepository } from './exports.repository';

/** For erasures: an export holds what is to go. */
@Injectable()
export class ExportDestruction {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly pieces: ExportPiecesRepository,
  ) {}

  /**
   * Destroys every export of the tenant that is being made or could be downloaded, with the transaction: whoever makes
   * one gives up at his next step, and a download that is under way breaks off. Returns how many. What an export reads
   * that is asked for before the last identifier is blanked may still hold it: call this with the last of it.
   */
  async destroyAll(tx: TenantTx): Promise<number> {
    // First the rows: who adds a piece holds its row until he is done, and finds it erased afterwards.
    const destroyed = await this.exports.erase(tx);
    await this.pieces.removeAll(tx);
    return destroyed;
  }
}
