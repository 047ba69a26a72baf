import { mapPage } from '@libs/http/pagination';
import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { FactorResponse } from '../../dto/factor.response';
import type { Comparison } from '../comparison';
import type { ShadowBesideLive } from '../shadows.service';
import { ShadowResponse, toShadowResponse } from './shadow.response';
import { SHADOW_COMPARISON_EXAMPLE, SHADOW_EXAMPLE } from './shadow.example';

export class LiveDecisionResponse {
  @ApiProperty({ enum: ['allow', 'review', 'block'] }) readonly decision!: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 }) readonly score!: number;
}

export class ShadowDecisionResponse extends LiveDecisionResponse {
  @ApiProperty({
    type: [FactorResponse],
    description: 'What speaks for and against it by the policy of the shadow. None once it was erased.',
  })
  readonly factors!: readonly FactorResponse[];
}

export class ComparisonResponse {
  @ApiProperty() readonly evaluationId!: string;
  @ApiProperty({ type: LiveDecisionResponse }) readonly live!: LiveDecisionResponse;
  @ApiProperty({ type: ShadowDecisionResponse }) readonly shadow!: ShadowDecisionResponse;
  @ApiProperty({ format: 'date-time', description: 'Of the evaluation.' }) readonly createdAt!: string;
}

@ApiSchema({
  description: 'How a shadow decides beside the active version of your policy.',
  ...{ example: { ...SHADOW_EXAMPLE, data: [SHADOW_COMPARISON_EXAMPLE], nextCursor: null } },
})
export class ShadowDecisionsResponse extends ShadowResponse {
  @ApiProperty({ type: [ComparisonResponse], description: 'Newest first.' })
  readonly data!: readonly ComparisonResponse[];
  @ApiProperty({ type: 'string', nullable: true, description: 'Null on the last page.' })
  readonly nextCursor!: string | null;
}

export function toShadowDecisionsResponse({ shadow, page }: ShadowBesideLive): ShadowDecisionsResponse {
  return { ...toShadowResponse(shadow), ...mapPage(page, toComparisonResponse) };
}

function toComparisonResponse({ evaluation, decided, factors }: Comparison): ComparisonResponse {
  return {
    evaluationId: formatId('eval', evaluation.id),
    live: { decision: evaluation.decision, score: evaluation.score },
    shadow: { decision: decided.decision, score: decided.score, factors },
    createdAt: evaluation.createdAt.toISOString(),
  };
}
