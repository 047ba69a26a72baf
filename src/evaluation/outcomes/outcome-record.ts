import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Caller } from '@libs/http/caller';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import type { Mode } from '../../tenants/tenants.types';
import type { Evaluation } from '../evaluation.entity';
import { EvaluationViews } from '../evaluation-views';
import type { Outcome } from './outcome.entity';
import { OutcomesRepository } from './outcomes.repository';

export interface Told {
  readonly former: Outcome | null;
  readonly latest: Outcome;
  readonly mode: Mode;
}

/** Writes what was told and everything that goes with it. */
@Injectable()
export class OutcomeRecord {
  constructor(
    private readonly outcomes: OutcomesRepository,
    private readonly views: EvaluationViews,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  async write(
    tx: TenantTx,
    { keyId, origin }: Caller,
    evaluation: Evaluation,
    { former, latest, mode }: Told,
  ): Promise<void> {
    await this.outcomes.insert(tx, latest);
    await this.audit.append(tx, [
      {
        ...origin,
        action: 'outcome.recorded',
        actor: { type: 'key', id: keyId },
        resource: { type: 'eval', id: evaluation.id },
        ...(former !== null && { before: toAudited(former) }),
        after: toAudited(latest),
        content: { reason: latest.reason },
      },
    ]);
    const data = await this.views.one(tx, evaluation, mode);
    await this.events.publish(tx, [{ type: 'outcome.recorded', resourceId: evaluation.id, data }]);
  }
}

function toAudited({ label, reportedAt }: Outcome): object {
  return { label, reportedAt: reportedAt.toISOString() };
}
