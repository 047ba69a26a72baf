import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import { ExportPiecesRepository } from './export-pieces.repository';
import { ExportsRepository } from './exports.repository';

/** Each is some MiB. */
const SLICE_PIECES = 20;

/** For erasures: an export holds what is to go. */
@Injectable()
export class ExportDestruction {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly pieces: ExportPiecesRepository,
  ) {}

  /** The same as `destroyAll`, a slice of the archives in each transaction. */
  async destroySome(tx: TenantTx): Promise<ErasedSlice> {
    const destroyed = await this.exports.erase(tx);
    const removed = await this.pieces.removeSome(tx, SLICE_PIECES);
    return { counts: { exports: destroyed }, next: removed < SLICE_PIECES ? undefined : 'more' };
  }

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
