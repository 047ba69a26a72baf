import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { SLICE_ROWS, sliceOf } from '@libs/erasure/erased-slice';
import type { ErasedCounts, ErasedSlice } from '@libs/erasure/erased-slice';
import { NIL_UUID } from '@libs/ids/typeid';
import type { IdentifierWords } from '@libs/identifier-words/identifier-words';
import { ErasedEntriesRepository } from './erased-entries.repository';
import type { ErasedLeaves } from './erased-entries.repository';

/**
 * Empties entries: their leaves stay in the tree, and without salt and content nobody can tell what they were made of.
 * Each call is a slice, in the caller's transaction.
 */
@Injectable()
export class AuditErasureService {
  constructor(private readonly entries: ErasedEntriesRepository) {}

  /** Those about these things. */
  async eraseOfResources(
    tx: TenantTx,
    erasureId: string,
    resourceIds: readonly string[],
  ): Promise<ErasedCounts> {
    const ids = await this.entries.ofResources(tx, resourceIds);
    return { auditEntries: await this.erase(tx, erasureId, ids) };
  }

  /** Those that say something of whoever it is. */
  async eraseNaming(
    tx: TenantTx,
    erasureId: string,
    words: IdentifierWords,
    after: string | undefined,
  ): Promise<ErasedSlice> {
    const page = await this.entries.page(tx, after ?? NIL_UUID, words.inJson);
    const { hits, next } = sliceOf(
      page,
      (entry) => words.areInWords(entry.before) || words.areInWords(entry.after),
      ({ id }) => id,
    );
    const erased = await this.erase(
      tx,
      erasureId,
      hits.map(({ id }) => id),
    );
    return { counts: { auditEntries: erased }, next };
  }

  /** All of the tenant's, but of the erasure itself. */
  async eraseAll(tx: TenantTx, erasureId: string, after: string | undefined): Promise<ErasedSlice> {
    const ids = await this.entries.others(tx, after ?? NIL_UUID, erasureId);
    const erased = await this.erase(tx, erasureId, ids);
    return { counts: { auditEntries: erased }, next: ids.length < SLICE_ROWS ? undefined : ids.at(-1) };
  }

  erasedLeaves(tx: TenantTx, erasureId: string): Promise<ErasedLeaves> {
    return this.entries.leavesOf(tx, erasureId);
  }

  private async erase(tx: TenantTx, erasureId: string, ids: readonly string[]): Promise<number> {
    return ids.length === 0 ? 0 : this.entries.erase(tx, erasureId, ids);
  }
}
