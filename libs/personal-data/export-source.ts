import type { TenantTx } from '@libs/database/tenant-database';

/** One kind of row that a module gives to the export of a tenant. */
export interface ExportSource {
  /** The part of the export, and its folder in the archive: `snake_case`. */
  readonly name: string;
  /** A sentence for who reads the manifest. */
  readonly about: string;
  /** Whose rows these are: a test finds every tenant's table in a source, or among those that are left out. */
  readonly tables: readonly string[];
  /** How many rows are read at a time: so many that they are a few MiB as JSON, however large each may be. */
  readonly pageRows: number;
  /** Rows in one order that never changes. What is done twice with the same `after` gives the same rows, or newer forms of them. */
  page(tx: TenantTx, slice: ExportSlice): Promise<ExportPage>;
}

export interface ExportSlice {
  /** The `next` of the page before; null for the first. */
  readonly after: string | null;
  readonly limit: number;
  /** When the export was asked for: what is younger may be left out. */
  readonly until: Date;
  readonly mode: 'live' | 'test';
}

export interface ExportPage {
  /** One line each; at most `limit`. No secret is in it, and no digest of one. */
  readonly rows: readonly object[];
  /** Null: there are no more. */
  readonly next: string | null;
}
