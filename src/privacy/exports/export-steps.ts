import { Injectable } from '@nestjs/common';
import type { Mode } from '../../tenants/tenants.types';
import { ArchiveEnd } from './archive-end';
import { progressOf } from './export-progress';
import type { ExportPiece } from './export-piece.entity';
import { ExportSlices } from './export-slices';
import { ExportSources } from './export-sources';
import type { Export } from './export.entity';
import type { ExportedPart, ExportPlace } from './export.types';
import type { ExportChange } from './exports.repository';

/** What a step comes to: committed together, so that a step is done once or not at all. */
export interface ExportStep {
  readonly pieces: readonly ExportPiece[];
  readonly change: ExportChange;
}

/** The next step of an export that is read: another slice of a part, or the end of the archive. */
@Injectable()
export class ExportSteps {
  constructor(
    private readonly sources: ExportSources,
    private readonly slices: ExportSlices,
    private readonly end: ArchiveEnd,
  ) {}

  async next(row: Export, mode: Mode): Promise<ExportStep> {
    const { place } = row;
    if (place.stage === 'reading') return this.read(row, place, mode);
    const pieces = await this.end.write(row, mode);
    return { pieces, change: { ...behind(row, pieces), place: { stage: 'checking' }, progress: 0.99 } };
  }

  private async read(
    row: Export,
    { part, after }: Extract<ExportPlace, { stage: 'reading' }>,
    mode: Mode,
  ): Promise<ExportStep> {
    const source = this.sources.named(part);
    const slice = await this.slices.read(row, source, { after, mode });
    const following = slice.next === null ? this.sources.behind(source) : source;
    const place: ExportPlace =
      following === undefined
        ? { stage: 'closing' }
        : { stage: 'reading', part: following.name, after: slice.next };
    const index = following === undefined ? this.sources.all.length : this.sources.placeOf(following);
    const change = {
      ...behind(row, slice.pieces),
      place,
      parts: withMore(row.parts, { name: source.name, rows: slice.rows, bytes: slice.bytes }),
      progress: progressOf(row, { index, of: this.sources.all.length, after: slice.next }),
    };
    return { pieces: slice.pieces, change };
  }
}

function behind(row: Export, pieces: readonly ExportPiece[]): Pick<Export, 'pieces' | 'sizeBytes'> {
  return {
    pieces: row.pieces + pieces.length,
    sizeBytes: pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, row.sizeBytes),
  };
}

function withMore(parts: readonly ExportedPart[], more: ExportedPart): ExportedPart[] {
  const { rows, bytes } = parts.find(({ name }) => name === more.name) ?? { rows: 0, bytes: 0 };
  const others = parts.filter(({ name }) => name !== more.name);
  return [...others, { name: more.name, rows: rows + more.rows, bytes: bytes + more.bytes }];
}
