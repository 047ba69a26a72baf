import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { stillRunning } from '@libs/http/idempotency.problems';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { BillingService } from '../billing/billing.service';
import { TenantsService } from '../tenants/tenants.service';
import type { EvaluateTransactionDto } from './dto/evaluate-transaction.dto';
import type { EvaluationResponse } from './dto/evaluation.response';
import { EvaluationViews } from './evaluation-views';
import { evaluationNotFound, nonceReplayed } from './evaluation.problems';
import type { EvaluationAnswer, EvaluationRequest } from './evaluation.types';
import { EvaluationsRepository } from './evaluations.repository';
import type { EvaluationFilter } from './evaluations.repository';
import { JointDecisions } from './joint-decisions';
import type { FirstAnswer } from './joint-decisions';
import { ListsService } from './lists/lists.service';
import { pendingDecision, useOf } from './pending-decision';
import type { Circumstances, PendingDecision } from './pending-decision';
import { ActivePolicies } from './policies/active-policies';
import { RepeatedDecisions } from './repeated-decisions';

/** What a decision repeats may be gone before it is looked at: then it is the first again. */
const MAX_TRIES = 3;

/** Decides some of a batch; what came of each, in their order. */
export type EvaluateChunk = (
  bodies: readonly EvaluateTransactionDto[],
) => Promise<PromiseSettledResult<EvaluationAnswer>[]>;

/** May this transaction go through? */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly policies: ActivePolicies,
    private readonly lists: ListsService,
    private readonly evaluations: EvaluationsRepository,
    private readonly views: EvaluationViews,
    private readonly decisions: JointDecisions,
    private readonly repeated: RepeatedDecisions,
    private readonly billing: BillingService,
    private readonly clock: Clock,
  ) {}

  /** A repeated call is answered with what the first one got. */
  async evaluate(request: EvaluationRequest): Promise<EvaluationAnswer> {
    return this.decide(request, await this.circumstancesOf(request.caller));
  }

  /**
   * For the chunks of one batch: each transaction is decided as if it had been sent after the answer to the one before
   * it, also where what the chunks have in common takes longer to look up for an earlier one.
   */
  evaluateInOrder(sender: Pick<EvaluationRequest, 'caller' | 'agent'>): EvaluateChunk {
    let lookedUp: Promise<unknown> = Promise.resolve();
    return async (bodies) => {
      const looking = lookedUp.then(() => this.circumstancesOf(sender.caller));
      lookedUp = looking.catch(() => undefined);
      const circumstances = await looking;
      return Promise.allSettled(
        bodies.map((body) => this.decide({ ...sender, body, idempotencyKey: undefined }, circumstances)),
      );
    };
  }

  /** Throws a Problem of 404. */
  async get(tenantId: TenantId, evaluationId: string): Promise<EvaluationResponse> {
    const { mode } = await this.tenants.get(tenantId);
    return this.database.run(tenantId, async (tx) => {
      const evaluation = await this.evaluations.find(tx, evaluationId);
      if (evaluation === null) throw evaluationNotFound();
      return this.views.one(tx, evaluation, mode);
    });
  }

  /** Newest first. */
  async list(tenantId: TenantId, filter: EvaluationFilter, slice: Slice): Promise<Page<EvaluationResponse>> {
    const { mode } = await this.tenants.get(tenantId);
    return this.database.run(tenantId, async (tx) => {
      const rows = await this.evaluations.list(tx, filter, slice);
      const { data, nextCursor } = pageOf(rows, slice.limit, ({ id }) => id);
      return { data: await this.views.each(tx, data, mode), nextCursor };
    });
  }

  private async circumstancesOf({ tenantId, origin }: Caller): Promise<Circumstances> {
    return {
      tenant: await this.tenants.get(tenantId),
      policy: await this.policies.get(tenantId, origin),
      hasLists: await this.lists.hasLists(tenantId),
    };
  }

  private async decide(request: EvaluationRequest, circumstances: Circumstances): Promise<EvaluationAnswer> {
    const decision = pendingDecision(request, circumstances, this.clock.now());
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const evaluation = await this.makeFirst(decision);
      if (evaluation === 'replayed') throw nonceReplayed();
      if (evaluation !== undefined && evaluation !== 'over_quota') return { evaluation, isReplay: false };
      const repetition = await this.repeated.answer(decision, evaluation === 'over_quota');
      if (repetition !== undefined) return repetition;
    }
    throw stillRunning();
  }

  private async makeFirst(decision: PendingDecision): Promise<FirstAnswer> {
    const isUsedUp = this.billing.isUsedUp(decision.tenant.id, useOf(decision));
    return isUsedUp ? 'over_quota' : this.decisions.make(decision);
  }
}
