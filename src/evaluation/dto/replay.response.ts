import type { Factor } from '@libs/risk-engine/factor';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Replay } from '../replay.service';
import { EVALUATION_EXAMPLE } from './evaluation.example';
import { FactorResponse } from './factor.response';

const { decision, score, factors } = EVALUATION_EXAMPLE;

@ApiSchema({
  description: 'What the recorded facts and the recorded policy answer today.',
  ...{ example: { identical: true, decision, score, factors } },
})
export class ReplayResponse {
  @ApiProperty({ description: 'Whether decision, score and factors are those that were recorded.' })
  readonly identical!: boolean;
  @ApiProperty({ enum: ['allow', 'review', 'block'] }) readonly decision!: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 }) readonly score!: number;
  @ApiProperty({ type: [FactorResponse] }) readonly factors!: readonly FactorResponse[];
}

export function toReplayResponse({ isIdentical, verdict }: Replay): ReplayResponse {
  return {
    identical: isIdentical,
    decision: verdict.decision,
    score: verdict.score,
    factors: verdict.factors satisfies readonly Factor[],
  };
}
