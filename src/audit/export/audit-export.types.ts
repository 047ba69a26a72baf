import type { AuditLeafContent } from '../audit-leaf';

export const EXPORT_FORMAT = 'trustflow-audit-export-v1';

/** Of which time; open where it is left out. */
export interface AuditSpan {
  readonly from?: Date;
  readonly to?: Date;
}

/** The first line of an export: which leaves of which tree follow, and what is needed to come to its root. Hashes in base64. */
export interface AuditExportHeader {
  readonly format: typeof EXPORT_FORMAT;
  readonly tenantId: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The first leaf that follows. */
  readonly firstIndex: number;
  /** The leaf behind the last. */
  readonly endIndex: number;
  readonly treeSize: number;
  /** A signed note over `treeSize`. */
  readonly checkpoint: string;
  /** Of the largest perfect subtrees before `firstIndex`, left to right. */
  readonly before: readonly string[];
  /** Of those from `endIndex` on. */
  readonly after: readonly string[];
}

/** Every other line: a leaf and its entry. */
export interface AuditExportLine {
  readonly index: number;
  readonly leafHash: string;
  readonly salt: string | null;
  readonly entry: AuditLeafContent;
  readonly erasedBy: string | null;
}
