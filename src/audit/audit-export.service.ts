import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { ExportPage, ExportSlice, ExportSource } from '@libs/personal-data/export-source';
import { AuditEntriesRepository } from './audit-entries.repository';
import { toEntryResponse } from './entries/entry.response';
import { AuditLines } from './export/audit-lines';
import { UnsealedEntriesRepository } from './export/unsealed-entries.repository';
import { TreesRepository } from './tree/trees.repository';

/** Which leaves are still to be read, of the tree as it was when the first line was. */
interface LeavesLeft {
  readonly from: number;
  readonly to: number;
}

/** The trail of a tenant, in the export of it. */
@Injectable()
export class AuditExportService {
  /** What isn't sealed is read first: of what is sealed meanwhile, an entry may be in both, and none is in neither. */
  readonly sources: readonly ExportSource[] = [
    {
      name: 'audit_unsealed',
      about: 'Entries of the audit trail of the last seconds, which were not in its tree yet.',
      tables: ['audit_unsealed_leaves'],
      pageRows: 500,
      page: (tx: TenantTx, slice: ExportSlice): Promise<ExportPage> => this.unsealedPage(tx, slice),
    },
    {
      name: 'audit',
      about:
        'The audit trail as GET /v1/audit/export answers: its files, one after the other, are what verify-audit checks.',
      tables: ['audit_entries', 'audit_leaves', 'audit_trees', 'audit_tiles'],
      pageRows: 500,
      page: (tx: TenantTx, slice: ExportSlice): Promise<ExportPage> =>
        slice.after === null ? this.header(tx) : this.lines(tx, JSON.parse(slice.after) as LeavesLeft, slice),
    },
  ];

  constructor(
    private readonly entries: AuditEntriesRepository,
    private readonly unsealed: UnsealedEntriesRepository,
    private readonly trees: TreesRepository,
    private readonly audit: AuditLines,
  ) {}

  private async unsealedPage(tx: TenantTx, { after, until, limit }: ExportSlice): Promise<ExportPage> {
    const ids = await this.unsealed.ids(tx, after, until, limit);
    const entries = await this.entries.findByIds(tx, ids);
    const next = ids.length < limit ? null : (ids.at(-1) ?? null);
    return { rows: entries.map(toEntryResponse), next };
  }

  private async header(tx: TenantTx): Promise<ExportPage> {
    if ((await this.trees.find(tx)) === undefined) return { rows: [], next: null };
    const header = await this.audit.header(tx, {});
    return { rows: [header], next: cursorOf({ from: header.firstIndex, to: header.endIndex }) };
  }

  private async lines(tx: TenantTx, { from, to }: LeavesLeft, { limit }: ExportSlice): Promise<ExportPage> {
    const end = Math.min(from + limit, to);
    return { rows: await this.audit.lines(tx, { from, to: end }), next: cursorOf({ from: end, to }) };
  }
}

function cursorOf(left: LeavesLeft): string | null {
  return left.from < left.to ? JSON.stringify(left) : null;
}
