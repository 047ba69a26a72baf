import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { AuditService } from '../audit/audit.service';
import type { Mode } from '../tenants/tenants.types';
import { toEvaluationResponse } from './dto/evaluation.response';
import type { EvaluationResponse } from './dto/evaluation.response';
import type { Evaluation } from './evaluation.entity';
import { outcomeKey, OutcomesRepository } from './outcomes/outcomes.repository';
import { ReviewsRepository } from './reviews/reviews.repository';

/** Evaluations as an answer shows them: the decision, its receipt, and what became of it since. */
@Injectable()
export class EvaluationViews {
  constructor(
    private readonly audit: AuditService,
    private readonly outcomes: OutcomesRepository,
    private readonly reviews: ReviewsRepository,
  ) {}

  async one(tx: TenantTx, evaluation: Evaluation, mode: Mode): Promise<EvaluationResponse> {
    const [view] = await this.each(tx, [evaluation], mode);
    if (view === undefined) throw new Error('every evaluation has its view');
    return view;
  }

  /** At most a page of them, in their order. */
  async each(tx: TenantTx, evaluations: readonly Evaluation[], mode: Mode): Promise<EvaluationResponse[]> {
    if (evaluations.length === 0) return [];
    const entryIds = evaluations.map(({ auditEntryId }) => auditEntryId);
    const receipts = await this.audit.receipts(tx, entryIds);
    const outcomes = await this.outcomes.findLatestOfEach(tx, evaluations);
    const settled = evaluations.filter(({ reviewSettledAt }) => reviewSettledAt !== null);
    const reviews = await this.reviews.findOfEach(
      tx,
      settled.map(({ id }) => id),
    );
    return evaluations.map((evaluation) => {
      const receipt = receipts.get(evaluation.auditEntryId);
      if (receipt === undefined) throw new Error('an evaluation has an audit entry');
      const outcome = outcomes.get(outcomeKey(evaluation)) ?? null;
      const review = reviews.get(evaluation.id) ?? null;
      return toEvaluationResponse(evaluation, mode, { receipt, outcome, review });
    });
  }
}
