import type { Factor } from '@libs/risk-engine/factor';
import { LEAF_FORMAT } from '@libs/merkle-log/leaf-hash';
import { formatId } from '@libs/ids/typeid';
import type { AgentMethod } from '@libs/request-signature/verification-key';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import type { Receipt } from '../../audit/audit.types';
import type { Mode } from '../../tenants/tenants.types';
import type { AgentProof } from '../agents/agent-proof';
import type { Evaluation } from '../evaluation.entity';
import type { Outcome } from '../outcomes/outcome.entity';
import { OutcomeResponse, toOutcomeResponse } from '../outcomes/outcome.response';
import type { Review } from '../reviews/review.entity';
import { ReviewResponse, toReviewResponse } from '../reviews/review.response';
import { CounterfactualResponse } from './counterfactual.response';
import { EVALUATION_EXAMPLE } from './evaluation.example';
import { FactorResponse } from './factor.response';

export class ThresholdsResponse {
  @ApiProperty({ type: 'integer', description: 'From this score on: review.' }) readonly review!: number;
  @ApiProperty({ type: 'integer', description: 'From this score on: block.' }) readonly block!: number;
}

export class PolicyReference {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ type: 'integer' }) readonly version!: number;
}

export class AgentReference {
  @ApiPropertyOptional() readonly id?: string;
  @ApiProperty({
    enum: ['absent', 'claimed', 'verified'],
    description: 'claimed: the request names it, and nothing proves it. verified: it signed the request.',
  })
  readonly status!: 'absent' | 'claimed' | 'verified';
  @ApiPropertyOptional({ enum: ['ed25519', 'jws', 'hmac'] }) readonly method?: AgentMethod;
  @ApiPropertyOptional({ description: 'Of the key that signed (RFC 7638).' }) readonly keyThumbprint?: string;
  @ApiPropertyOptional({
    enum: ['high', 'medium'],
    description: 'medium: an HMAC, which whoever can check it could have made.',
  })
  readonly assurance?: 'high' | 'medium';
}

export class ReceiptResponse {
  @ApiProperty({ format: 'byte', description: 'SHA-256, in base64.' }) readonly leafHash!: string;
  @ApiProperty({
    type: 'string',
    nullable: true,
    format: 'byte',
    description: 'Null once the evaluation was erased.',
  })
  readonly salt!: string | null;
  @ApiProperty({ description: 'How the leaf is made of the salt and this evaluation.' })
  readonly format!: string;
}

@ApiExtraModels(OutcomeResponse, ReviewResponse)
@ApiSchema({
  description: 'A decision with the arithmetic behind it.',
  // Fields with an example each would not add up. The types of @nestjs/swagger leave this out; it passes it on.
  ...{ example: EVALUATION_EXAMPLE as EvaluationResponse },
})
export class EvaluationResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty() readonly traceId!: string;
  @ApiProperty() readonly transactionId!: string;
  @ApiProperty() readonly type!: string;
  @ApiProperty({ enum: ['live', 'test'] }) readonly mode!: Mode;
  @ApiProperty({ enum: ['allow', 'review', 'block'], description: 'One of these three for ever.' })
  readonly decision!: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 }) readonly score!: number;
  @ApiProperty({ type: ThresholdsResponse }) readonly thresholds!: ThresholdsResponse;
  @ApiProperty({
    type: [FactorResponse],
    description: 'The score is the sum of their points, held to 0 to 100.',
  })
  readonly factors!: readonly FactorResponse[];
  @ApiProperty({ description: 'The decision in a sentence, for a person.' }) readonly reasoning!: string;
  @ApiProperty({
    type: [CounterfactualResponse],
    description:
      'The smallest single changes that would have changed the decision, smallest first. Each was tried. None where it is to allow.',
  })
  readonly counterfactuals!: readonly CounterfactualResponse[];
  @ApiProperty({ type: PolicyReference }) readonly policy!: PolicyReference;
  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true })
  readonly model!: null;
  @ApiProperty({ type: AgentReference }) readonly agent!: AgentReference;
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(ReviewResponse) }, { type: 'null' }],
    description: 'How a person settled it; null until then.',
  })
  readonly review!: ReviewResponse | null;
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(OutcomeResponse) }, { type: 'null' }],
    description: 'What was told of the transaction last; null until then.',
  })
  readonly outcome!: OutcomeResponse | null;
  @ApiProperty({ type: ReceiptResponse }) readonly receipt!: ReceiptResponse;
  @ApiProperty({ format: 'date-time' }) readonly occurredAt!: string;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
  @ApiProperty({ description: 'Milliseconds that the decision took in the service.' })
  readonly durationMs!: number;
}

/** What a decision says for ever. The audit entry commits to exactly this. */
export type DecidedContent = Omit<EvaluationResponse, 'receipt' | 'review' | 'outcome' | 'durationMs'>;

type Decided = Omit<Evaluation, 'auditEntryId' | 'durationUs' | 'reviewSettledAt' | 'erasedAt'>;

export function toDecidedContent(evaluation: Decided, mode: Mode): DecidedContent {
  const { verdict, agentId, agentProof } = evaluation;
  return {
    id: formatId('eval', evaluation.id),
    traceId: evaluation.traceId,
    transactionId: evaluation.transactionId,
    type: evaluation.type,
    mode,
    decision: evaluation.decision,
    score: evaluation.score,
    thresholds: verdict.thresholds,
    factors: verdict.factors satisfies readonly Factor[],
    reasoning: verdict.reasoning,
    counterfactuals: verdict.counterfactuals,
    policy: { id: formatId('policy', evaluation.policyId), version: evaluation.policyVersion },
    model: null,
    agent: toAgentReference(agentId, agentProof),
    occurredAt: evaluation.occurredAt.toISOString(),
    createdAt: evaluation.createdAt.toISOString(),
  };
}

function toAgentReference(id: string | null, proof: AgentProof | null): AgentReference {
  if (id === null) return { status: 'absent' };
  if (proof === null) return { id, status: 'claimed' };
  const { method, keyThumbprint, assurance } = proof;
  return { id, status: 'verified', method, keyThumbprint, assurance };
}

/** What is not of the decision: its proof, and what became of it since. */
export interface Aftermath {
  readonly receipt: Receipt;
  readonly outcome: Outcome | null;
  readonly review: Review | null;
}

export function toEvaluationResponse(
  evaluation: Evaluation,
  mode: Mode,
  aftermath: Aftermath,
): EvaluationResponse {
  return withAftermath(toDecidedContent(evaluation, mode), evaluation.durationUs, aftermath);
}

export function withAftermath(
  { occurredAt, createdAt, ...decided }: DecidedContent,
  durationUs: number,
  { receipt, outcome, review }: Aftermath,
): EvaluationResponse {
  return {
    ...decided,
    review: review && toReviewResponse(review),
    outcome: outcome && toOutcomeResponse(outcome),
    receipt: {
      leafHash: receipt.leafHash.toString('base64'),
      salt: receipt.salt?.toString('base64') ?? null,
      format: LEAF_FORMAT,
    },
    occurredAt,
    createdAt,
    durationMs: durationUs / 1_000,
  };
}
