import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { entitiesOf } from '@libs/risk-engine/entity';
import type { Facts } from '@libs/risk-engine/facts';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { Decision } from '@libs/risk-engine/verdict';
import { AuditService } from '../audit/audit.service';
import type { AuditDraft } from '../audit/audit.types';
import { EventsService } from '../events/events.service';
import type { EventType } from '../events/events.types';
import { toDecidedContent, toEvaluationResponse } from './dto/evaluation.response';
import type { DecidedContent, EvaluationResponse } from './dto/evaluation.response';
import type { Evaluation } from './evaluation.entity';
import { EvaluationsRepository } from './evaluations.repository';
import type { ExplainedVerdict } from './explained-verdict';
import type { Outcome } from './outcomes/outcome.entity';
import type { PendingDecision } from './pending-decision';

const EVENT_OF: Readonly<Record<Decision, EventType>> = {
  allow: 'evaluation.allowed',
  review: 'evaluation.held',
  block: 'evaluation.blocked',
};

interface Made {
  readonly facts: Facts;
  readonly verdict: ExplainedVerdict;
  /** What was told of the transaction already, where this isn't its first evaluation. */
  readonly outcome: Outcome | null;
}

/** Writes a decision and everything that goes with it. */
@Injectable()
export class DecisionRecord {
  constructor(
    private readonly evaluations: EvaluationsRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  async write(
    tx: TenantTx,
    decision: PendingDecision,
    { facts, verdict, outcome }: Made,
  ): Promise<EvaluationResponse> {
    const decided = toDecided(decision, facts, verdict);
    const { mode } = decision.tenant;
    const [receipt] = await this.audit.append(tx, [toAuditDraft(decision, toDecidedContent(decided, mode))]);
    if (receipt === undefined) throw new Error('an entry that was written has a receipt');
    const durationUs = Math.round((performance.now() - decision.startedMs) * 1_000);
    const evaluation: Evaluation = {
      ...decided,
      auditEntryId: receipt.entryId,
      durationUs,
      reviewSettledAt: null,
    };
    await this.evaluations.insert(tx, evaluation);
    const answer = toEvaluationResponse(evaluation, mode, { receipt, outcome, review: null });
    await this.events.publish(tx, [
      { type: EVENT_OF[verdict.decision], resourceId: decision.id, data: answer },
    ]);
    return answer;
  }
}

function toDecided(
  { id, arrivedAt, request, transaction, tenant, policy }: PendingDecision,
  facts: Facts,
  verdict: ExplainedVerdict,
): Omit<Evaluation, 'auditEntryId' | 'durationUs' | 'reviewSettledAt'> {
  return {
    tenantId: tenant.id,
    id,
    type: transaction.type,
    transactionId: transaction.transactionId,
    decision: verdict.decision,
    score: verdict.score,
    agentId: transaction.agent?.id ?? null,
    ...entityIds(transaction),
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
): Pick<Evaluation, 'customerId' | 'counterpartyId' | 'instrumentId' | 'deviceId' | 'ip'> {
  const ids = new Map(entitiesOf(transaction).map(({ kind, id }) => [kind, id]));
  return {
    customerId: transaction.customer.id,
    counterpartyId: ids.get('counterparty') ?? null,
    instrumentId: ids.get('instrument') ?? null,
    deviceId: ids.get('device') ?? null,
    ip: ids.get('ip') ?? null,
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
