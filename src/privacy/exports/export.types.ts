import type { ZipMember } from '@libs/zip-archive/zip-member';

export type ExportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'expired' | 'erased';

/** Those that the worker still has something to do for. */
export const OPEN_STATUSES: readonly ExportStatus[] = ['queued', 'running'];

/** Where the work goes on: behind a row of a part, at the end of the archive, or where all of it is read once more. */
export type ExportPlace =
  | { readonly stage: 'reading'; readonly part: string | null; readonly after: string | null }
  | { readonly stage: 'closing' }
  | { readonly stage: 'checking' };

/** The first part has no name yet: which there are, the worker knows. */
export const BEGINNING: ExportPlace = { stage: 'reading', part: null, after: null };

/** A part of the export, as far as it is written. */
export interface ExportedPart {
  readonly name: string;
  readonly rows: number;
  /** Of the lines, before they are compressed. */
  readonly bytes: number;
}

/** A file of the archive with lines of one part. */
export interface ExportedFile extends ZipMember {
  readonly part: string;
  readonly rows: number;
  /** Of the content, in hex. */
  readonly sha256: string;
}
