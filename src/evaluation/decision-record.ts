import { Injectable } from '@nestjs/common';
import { allInOrder } from '@libs/database/all-in-order';
import type { TenantStatements } from '@libs/database/statement';
import { entitiesOf } from '@libs/risk-engine/entity';
import type { Facts } from '@libs/risk-engine/facts';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { Decision } from '@libs/risk-engine/verdict';
import { AuditService } from '../audit/audit.service';
import type { PreparedEntry } from '../audit/audit.service';
import type { AuditDraft } from '../audit/audit.types';
import { BillingService } from '../billing/billing.service';
import { EventsService } from '../events/events.service';
import type { EventDraft, EventType } from '../events/events.types';
import { agentProofOf } from './agents/agent-proof';
import { toDecidedContent, withAftermath } from './dto/evaluation.response';
import type { DecidedContent, EvaluationResponse } from './dto/evaluation.response';
import type { Evaluation } from './evaluation.entity';
import { EvaluationsRepository } from './evaluations.repository';
import type { ExplainedVerdict } from './explained-verdict';
import type { Outcome } from './outcomes/outcome.entity';
import { useOf } from './pending-decision';
import type { PendingDecision } from './pending-decision';

const EVENT_OF: Readonly<Record<Decision, EventType>> = {
  allow: 'evaluation.allowed',
  review: 'evaluation.held',
  block: 'evaluation.blocked',
};

/** A decision that was made and is still to be recorded. */
export interface MadeDecision {
  readonly decision: PendingDecision;
  readonly facts: Facts;
  readonly verdict: ExplainedVerdict;
  /** What was told of the transaction already, where this isn't its first evaluation. */
  readonly outcome: Outcome | null;
}

interface DecisionEntry {
  readonly entry: PreparedEntry;
  readonly evaluation: Evaluation;
  readonly answer: EvaluationResponse;
}

/** Writes decisions and everything that goes with them. */
@Injectable()
export class DecisionRecord {
  constructor(
    private readonly evaluations: EvaluationsRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly billing: BillingService,
  ) {}

  /** Decisions of one tenant. Returns their answers, in their order. */
  async write(tx: TenantStatements, made: readonly MadeDecision[]): Promise<EvaluationResponse[]> {
    const entries = made.map((each) => this.toEntry(each));
    await allInOrder([
      this.evaluations.insert(
        tx,
        entries.map(({ evaluation }) => evaluation),
      ),
      this.audit.write(
        tx,
        entries.map(({ entry }) => entry),
      ),
      this.events.publish(tx, entries.map(toEventDraft)),
      // Last: what a busy tenant's other commits wait for is held for no longer than it has to be.
      this.billing.countEvaluations(
        tx,
        made.map(({ decision }) => useOf(decision)),
      ),
    ]);
    return entries.map(({ answer }) => answer);
  }

  private toEntry({ decision, facts, verdict, outcome }: MadeDecision): DecisionEntry {
    const decided = toDecided(decision, facts, verdict);
    const { id: tenantId, mode } = decision.tenant;
    const content = toDecidedContent(decided, mode);
    const entry = this.audit.prepare(tenantId, toAuditDraft(decision, content));
    const { receipt } = entry;
    const durationUs = Math.round((performance.now() - decision.startedMs) * 1_000);
    const evaluation = {
      ...decided,
      auditEntryId: receipt.entryId,
      durationUs,
      reviewSettledAt: null,
      erasedAt: null,
    };
    const answer = withAftermath(content, durationUs, { receipt, outcome, review: null });
    return { entry, evaluation, answer };
  }
}

function toEventDraft({ evaluation, answer }: DecisionEntry): EventDraft {
  return { type: EVENT_OF[evaluation.decision], resourceId: evaluation.id, data: answer };
}

function toDecided(
  { id, arrivedAt, request, transaction, tenant, policy }: PendingDecision,
  facts: Facts,
  verdict: ExplainedVerdict,
): Omit<Evaluation, 'auditEntryId' | 'durationUs' | 'reviewSettledAt' | 'erasedAt'> {
  return {
    tenantId: tenant.id,
    id,
    type: transaction.type,
    transactionId: transaction.transactionId,
    decision: verdict.decision,
    score: verdict.score,
    agentId: transaction.agent?.id ?? null,
    ...entityIds(transaction),
    agentProof: request.agent ? agentProofOf(request.agent) : null,
    traceId: request.caller.origin.traceId,
    policyId: policy.id,
    policyVersion: policy.version,
    facts,
    verdict,
    occurredAt: new Date(transaction.occurredAtMs),
    createdAt: arrivedAt,
  };
}

/** What the evaluation is found by. */
function entityIds(
  transaction: Transaction,
): Pick<
  Evaluation,
  'customerId' | 'counterpartyId' | 'instrumentId' | 'deviceId' | 'ip' | 'verifiedAgentId'
> {
  const ids = new Map(entitiesOf(transaction).map(({ kind, id }) => [kind, id]));
  return {
    customerId: transaction.customer.id,
    counterpartyId: ids.get('counterparty') ?? null,
    instrumentId: ids.get('instrument') ?? null,
    deviceId: ids.get('device') ?? null,
    ip: ids.get('ip') ?? null,
    verifiedAgentId: ids.get('agent') ?? null,
  };
}

function toAuditDraft({ id, request }: PendingDecision, content: DecidedContent): AuditDraft {
  const { decision, score, policy } = content;
  return {
    ...request.caller.origin,
    action: 'evaluation.decided',
    actor: { type: 'key', id: request.caller.keyId },
    resource: { type: 'eval', id },
    after: { decision, score, policy },
    content: { ...content },
  };
}
