import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { gatherFacts } from '@libs/risk-engine/facts';
import type { Transaction } from '@libs/risk-engine/transaction';
import { TenantsService } from '../tenants/tenants.service';
import type { Mode } from '../tenants/tenants.types';
import { evaluationNotFound } from './evaluation.problems';
import type { EvaluationResponse } from './dto/evaluation.response';
import { DecisionKeys } from './decision-keys';
import { DecisionRecord } from './decision-record';
import { EvaluationViews } from './evaluation-views';
import type { EvaluationAnswer, EvaluationRequest } from './evaluation.types';
import { EvaluationsRepository } from './evaluations.repository';
import type { EvaluationFilter } from './evaluations.repository';
import { explainedVerdict } from './explained-verdict';
import { KnownProfiles } from './known-profiles';
import { ListsService } from './lists/lists.service';
import { OutcomesRepository } from './outcomes/outcomes.repository';
import { pendingDecision } from './pending-decision';
import type { PendingDecision } from './pending-decision';
import { ActivePolicies } from './policies/active-policies';

/** A first sight of an entity that another request saw first loses a race: the next try finds its profile. */
const MAX_TRIES = 6;

/** May this transaction go through? */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly policies: ActivePolicies,
    private readonly lists: ListsService,
    private readonly evaluations: EvaluationsRepository,
    private readonly outcomes: OutcomesRepository,
    private readonly views: EvaluationViews,
    private readonly keys: DecisionKeys,
    private readonly profiles: KnownProfiles,
    private readonly record: DecisionRecord,
    private readonly clock: Clock,
  ) {}

  /** Gathers, decides and records in one transaction. A repeated call is answered with what the first one got. */
  async evaluate(request: EvaluationRequest): Promise<EvaluationAnswer> {
    const { caller } = request;
    const tenant = await this.tenants.get(caller.tenantId);
    const policy = await this.policies.get(caller.tenantId, caller.origin);
    const decision = pendingDecision(request, { tenant, policy }, this.clock.now());
    return retryOnConflict(MAX_TRIES, ['profiles'], () =>
      this.database.run(caller.tenantId, (tx) => this.decideOnce(tx, decision)),
    );
  }

  /** Throws a Problem of 404. */
  async get(tenantId: TenantId, evaluationId: string): Promise<EvaluationResponse> {
    const { mode } = await this.tenants.get(tenantId);
    return this.database.run(tenantId, (tx) => this.find(tx, evaluationId, mode));
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

  private async decideOnce(tx: TenantTx, decision: PendingDecision): Promise<EvaluationAnswer> {
    const { transaction, fingerprints, policy, tenant } = decision;
    const turn = await this.keys.take(tx, decision);
    if (turn.kind === 'replay') {
      return { evaluation: await this.find(tx, turn.evaluationId, tenant.mode), isReplay: true };
    }
    const profiles =
      turn.kind === 'first'
        ? await this.profiles.beforeFirst(tx, decision)
        : await this.profiles.beforeAgain(tx, decision, await this.countedAs(tx, turn.firstEvaluationId));
    const lists = await this.lists.memberships(tx, transaction);
    const facts = gatherFacts(transaction, profiles, fingerprints, lists);
    const verdict = explainedVerdict(policy, facts);
    if (turn.kind === 'first') await this.profiles.count(tx, decision, profiles);
    const outcome = turn.kind === 'first' ? null : await this.outcomes.findLatest(tx, transaction);
    return {
      evaluation: await this.record.write(tx, decision, { facts, verdict, outcome }),
      isReplay: false,
    };
  }

  /** The transaction as its first evaluation counted it. */
  private async countedAs(tx: TenantTx, evaluationId: string): Promise<Transaction> {
    const evaluation = await this.evaluations.find(tx, evaluationId);
    if (evaluation === null) throw evaluationNotFound();
    return evaluation.facts.transaction;
  }

  private async find(tx: TenantTx, evaluationId: string, mode: Mode): Promise<EvaluationResponse> {
    const evaluation = await this.evaluations.find(tx, evaluationId);
    if (evaluation === null) throw evaluationNotFound();
    return this.views.one(tx, evaluation, mode);
  }
}
