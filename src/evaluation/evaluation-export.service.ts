import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { HistoryExport } from './history/history-export';
import { keptByEvaluation } from './kept-by-evaluation';

/** What the product keeps of a tenant, in the export of it. */
@Injectable()
export class EvaluationExportService {
  readonly sources: readonly ExportSource[];

  constructor(history: HistoryExport) {
    this.sources = [...history.sources, ...keptByEvaluation()];
  }
}
