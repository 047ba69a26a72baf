import { Injectable } from '@nestjs/common';
import { formatId } from '@libs/ids/typeid';
import type { ExportSource } from '@libs/personal-data/export-source';
import { keysetSource } from '@libs/personal-data/keyset-source';
import type { Reading } from '@libs/personal-data/keyset-source';
import { Evaluation } from '../evaluation.entity';
import { EvaluationViews } from '../evaluation-views';
import { Outcome } from '../outcomes/outcome.entity';
import { toOutcomeResponse } from '../outcomes/outcome.response';
import { Review } from '../reviews/review.entity';
import { toReviewResponse } from '../reviews/review.response';
import { toRequestBody } from '../to-request-body';

/** What was decided, and what became of it. */
@Injectable()
export class HistoryExport {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'evaluations',
      about:
        'Decisions as GET /v1/evaluations answers, each with its receipt and, as transaction, what was sent to be decided with its defaults filled in.',
      // The key of a transaction is in its evaluation.
      tables: ['evaluations', 'transaction_keys'],
      pageRows: 250,
      entity: Evaluation,
      key: ['id'],
      datedBy: 'id',
      show: (evaluations, reading) => this.show(evaluations, reading),
    }),
    keysetSource({
      name: 'outcomes',
      about: 'All that was told of what really happened with a transaction, the former ones too.',
      tables: ['outcomes'],
      pageRows: 1_000,
      entity: Outcome,
      key: ['id'],
      datedBy: 'id',
      show: (outcomes) =>
        outcomes.map(({ type, transactionId, ...outcome }) => ({
          ...{ type, transactionId },
          ...toOutcomeResponse({ type, transactionId, ...outcome }),
        })),
    }),
    keysetSource({
      name: 'reviews',
      about: 'How people settled reviews.',
      tables: ['reviews'],
      pageRows: 1_000,
      entity: Review,
      key: ['evaluationId'],
      datedBy: 'evaluationId',
      show: (reviews) =>
        reviews.map((review) => ({
          evaluationId: formatId('eval', review.evaluationId),
          ...toReviewResponse(review),
        })),
    }),
  ];

  constructor(private readonly views: EvaluationViews) {}

  private async show(evaluations: readonly Evaluation[], { tx, mode }: Reading): Promise<object[]> {
    const views = await this.views.each(tx, evaluations, mode);
    return views.map((view, index) => {
      const facts = evaluations[index]?.facts;
      return { ...view, transaction: facts === undefined ? null : toRequestBody(facts.transaction) };
    });
  }
}
