import { Injectable } from '@nestjs/common';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { gatherFacts } from '@libs/risk-engine/facts';
import { AgentIdentityService } from '../agent-identity/agent-identity.service';
import { BillingService } from '../billing/billing.service';
import { AgentMandates } from './agents/agent-mandates';
import { DecisionKeys } from './decision-keys';
import type { Repetition } from './decision-keys';
import { DecisionRecord } from './decision-record';
import type { EvaluationResponse } from './dto/evaluation.response';
import type { Evaluation } from './evaluation.entity';
import { evaluationNotFound, nonceReplayed } from './evaluation.problems';
import type { EvaluationAnswer } from './evaluation.types';
import { EvaluationViews } from './evaluation-views';
import { EvaluationsRepository } from './evaluations.repository';
import { explainedVerdict } from './explained-verdict';
import { KnownProfiles } from './known-profiles';
import { ListsService } from './lists/lists.service';
import { OutcomesRepository } from './outcomes/outcomes.repository';
import { nonceUseOf, useOf } from './pending-decision';
import type { PendingDecision } from './pending-decision';

/** Of what an agent spends first on a day, another process may be first to count. */
const MAX_TRIES = 3;

/** What comes of a transaction that was evaluated before: the first answer, or another evaluation on purpose. */
@Injectable()
export class RepeatedDecisions {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: DecisionKeys,
    private readonly evaluations: EvaluationsRepository,
    private readonly views: EvaluationViews,
    private readonly profiles: KnownProfiles,
    private readonly lists: ListsService,
    private readonly agents: AgentIdentityService,
    private readonly mandates: AgentMandates,
    private readonly billing: BillingService,
    private readonly outcomes: OutcomesRepository,
    private readonly record: DecisionRecord,
  ) {}

  /** Undefined where what it would repeat is gone meanwhile; over the quota that is a refusal. Throws a Problem of 401, 402 or 422. */
  answer(decision: PendingDecision, isOverQuota = false): Promise<EvaluationAnswer | undefined> {
    return retryOnConflict(MAX_TRIES, ['agent_spending'], () =>
      this.database.run(decision.tenant.id, async (tx) => {
        await this.takeNonce(tx, decision);
        const repetition = await this.keys.findRepetition(tx, decision);
        // Thrown here, so that nothing of it stays.
        if (repetition === undefined && isOverQuota) throw this.billing.refuse(tx.tenantId, useOf(decision));
        return repetition && this.answerTo(tx, decision, repetition);
      }),
    );
  }

  /** Has it already where it was tried as a first decision: then nothing changes. */
  private async takeNonce(tx: TenantTx, decision: PendingDecision): Promise<void> {
    const uses = nonceUseOf(decision);
    if (uses.length === 0) return;
    const holders = await this.agents.takeNonces(tx, uses);
    if (!holders.has(decision.id)) throw nonceReplayed();
  }

  private async answerTo(
    tx: TenantTx,
    decision: PendingDecision,
    repetition: Repetition,
  ): Promise<EvaluationAnswer> {
    if (repetition.kind === 'again') {
      const first = await this.find(tx, repetition.firstEvaluationId);
      return { evaluation: await this.decideAgain(tx, decision, first), isReplay: false };
    }
    const evaluation = await this.find(tx, repetition.evaluationId);
    return { evaluation: await this.views.one(tx, evaluation, decision.tenant.mode), isReplay: true };
  }

  /** As if the first evaluation had not been counted; and it stays counted, once. */
  private async decideAgain(
    tx: TenantTx,
    decision: PendingDecision,
    first: Evaluation,
  ): Promise<EvaluationResponse> {
    const { transaction, fingerprints, policy, hasLists } = decision;
    const profiles = await this.profiles.beforeAgain(tx, decision, first.facts.transaction);
    const [lists] = hasLists ? await this.lists.memberships(tx, [transaction]) : [];
    const spending = await this.mandates.lock(tx, [decision]);
    const use = useOf(decision);
    const quotas = await this.billing.holdQuotas(tx, [use]);
    if (!quotas.take(use)) throw this.billing.refuse(tx.tenantId, use);
    const mandate = this.mandates.factsOf(decision, spending);
    const facts = gatherFacts(transaction, profiles, fingerprints, { lists, mandate });
    const verdict = explainedVerdict(policy, facts);
    this.mandates.spend(decision, verdict.decision, spending);
    await this.mandates.save(tx, spending);
    const outcome = await this.outcomes.findLatest(tx, transaction);
    const [answer] = await this.record.write(tx, [{ decision, facts, verdict, outcome }]);
    if (answer === undefined) throw new Error('a decision that was recorded has its answer');
    return answer;
  }

  private async find(tx: TenantTx, evaluationId: string): Promise<Evaluation> {
    const evaluation = await this.evaluations.find(tx, evaluationId);
    if (evaluation === null) throw evaluationNotFound();
    return evaluation;
  }
}
