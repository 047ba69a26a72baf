import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { Caller } from '@libs/http/caller';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import { EventsService } from '../../events/events.service';
import { TenantsService } from '../../tenants/tenants.service';
import { evaluationNotFound, noTextOfErased } from '../evaluation.problems';
import { EvaluationViews } from '../evaluation-views';
import { EvaluationsRepository } from '../evaluations.repository';
import type { Resolution, Review } from './review.entity';
import { nothingToSettle, settledBefore } from './review.problems';
import { ReviewsRepository } from './reviews.repository';

export interface Settlement {
  readonly resolution: Resolution;
  readonly note: string | null;
}

/** Settles what a decision left to a person. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly evaluations: EvaluationsRepository,
    private readonly reviews: ReviewsRepository,
    private readonly views: EvaluationViews,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** Settles a review, once. Throws a Problem of 404, of 409 where it isn't a review or was settled before, or of 410. */
  async settle(caller: Caller, evaluationId: string, settlement: Settlement): Promise<Review> {
    const { mode } = await this.tenants.get(caller.tenantId);
    return this.database.runFor(caller, async (tx) => {
      const evaluation = await this.evaluations.findKept(tx, evaluationId);
      if (evaluation === null) throw evaluationNotFound();
      if (evaluation.decision !== 'review') throw nothingToSettle(evaluation.decision);
      if (settlement.note !== null && evaluation.erasedAt !== null) throw noTextOfErased('note');
      const createdAt = this.clock.now();
      const review: Review = { tenantId: tx.tenantId, evaluationId, ...settlement, createdAt };
      if (!(await this.reviews.insertFirst(tx, review))) throw settledBefore();
      await this.evaluations.markReviewSettled(tx, evaluationId, createdAt);
      await this.audit.append(tx, [toAuditDraft(caller, review)]);
      const data = await this.views.one(tx, { ...evaluation, reviewSettledAt: createdAt }, mode);
      await this.events.publish(tx, [{ type: 'review.resolved', resourceId: evaluationId, data }]);
      return review;
    });
  }
}

function toAuditDraft({ keyId, origin }: Caller, { evaluationId, resolution, note }: Review): AuditDraft {
  return {
    ...origin,
    action: 'review.resolved',
    actor: { type: 'key', id: keyId },
    resource: { type: 'eval', id: evaluationId },
    after: { resolution },
    content: { note },
  };
}
