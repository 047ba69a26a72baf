import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EvaluationExportService } from './evaluation-export.service';
import { EvaluationViews } from './evaluation-views';
import { HistoryExport } from './history/history-export';
import { OutcomesRepository } from './outcomes/outcomes.repository';
import { ReviewsRepository } from './reviews/reviews.repository';

@Module({
  imports: [AuditModule],
  providers: [EvaluationExportService, HistoryExport, EvaluationViews, OutcomesRepository, ReviewsRepository],
  exports: [EvaluationExportService],
})
export class EvaluationExportModule {}
