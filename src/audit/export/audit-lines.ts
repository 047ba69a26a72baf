import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import { formatId } from '@libs/ids/typeid';
import type { LeafRange } from '@libs/merkle-log/subtree';
import { AuditEntriesRepository } from '../audit-entries.repository';
import type { AuditEntry } from '../audit-entry.entity';
import { nothingSealedYet } from '../audit.problems';
import { toEntryResponse } from '../entries/entry.response';
import { TreeHashes } from '../tree/tree-hashes';
import { TreesRepository } from '../tree/trees.repository';
import type { SealedTree } from '../tree/trees.repository';
import { EXPORT_FORMAT } from './audit-export.types';
import type { AuditExportHeader, AuditExportLine, AuditSpan } from './audit-export.types';
import { AuditRangesRepository } from './audit-ranges.repository';

/** The lines of an export, as `docs/proofs.md` describes them to whoever checks them. */
@Injectable()
export class AuditLines {
  constructor(
    private readonly entries: AuditEntriesRepository,
    private readonly ranges: AuditRangesRepository,
    private readonly trees: TreesRepository,
    private readonly hashes: TreeHashes,
  ) {}

  /** Throws a Problem of 404 before anything is sealed. */
  async header(tx: TenantStatements, span: AuditSpan): Promise<AuditExportHeader> {
    const tree = await this.trees.find(tx);
    if (tree === undefined) throw nothingSealedYet();
    const { from, to } = await this.rangeOf(tx, span, tree);
    const before = await this.hashes.subtreesIn(tx, { from: 0, to: from });
    const after = await this.hashes.subtreesIn(tx, { from: to, to: tree.size });
    return {
      format: EXPORT_FORMAT,
      tenantId: formatId('tenant', tx.tenantId),
      from: span.from?.toISOString() ?? null,
      to: span.to?.toISOString() ?? null,
      ...{ firstIndex: from, endIndex: to, treeSize: tree.size, checkpoint: tree.checkpoint },
      before: before.map((hash) => hash.toString('base64')),
      after: after.map((hash) => hash.toString('base64')),
    };
  }

  /** Throws where entries of the range are gone meanwhile: an export has all of its lines or none of the last. */
  async lines(tx: TenantTx, range: LeafRange): Promise<AuditExportLine[]> {
    const ids = await this.ranges.entryIds(tx, range);
    const entries = new Map((await this.entries.findByIds(tx, ids)).map((entry) => [entry.id, entry]));
    if (entries.size !== range.to - range.from) throw new Error('entries went while they were exported');
    return ids.map((id, place) => toLine(entries.get(id), range.from + place));
  }

  /** Every leaf between the first and the last entry of the time, so that none is missing. */
  private async rangeOf(
    tx: TenantStatements,
    { from, to }: AuditSpan,
    { size }: SealedTree,
  ): Promise<LeafRange> {
    const kept = (await this.ranges.firstKept(tx)) ?? size;
    const first = from === undefined ? 0 : ((await this.ranges.firstSince(tx, from)) ?? size);
    const end = to === undefined ? size : ((await this.ranges.endBefore(tx, to)) ?? 0);
    const start = Math.min(Math.max(kept, first), size);
    return { from: start, to: Math.max(start, Math.min(end, size)) };
  }
}

function toLine(row: AuditEntry | undefined, index: number): AuditExportLine {
  if (row === undefined) throw new Error('a leaf has its entry');
  const { leafHash, salt, erasedBy, ...entry } = toEntryResponse(row);
  return { index, leafHash, salt, entry, erasedBy };
}
