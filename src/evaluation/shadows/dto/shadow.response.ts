import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { agreementOf } from '../agreement';
import type { Shadow } from '../shadow.entity';
import { SHADOW_EXAMPLE } from './shadow.example';

export class ShadowChangeResponse {
  @ApiProperty({ description: 'The live decision: allow, review or block.' }) readonly from!: string;
  @ApiProperty({ description: "The shadow's." }) readonly to!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly count!: number;
}

export class ShadowSummaryResponse {
  @ApiProperty({ type: 'integer', description: 'Evaluations that the shadow has decided so far.' })
  readonly decided!: number;
  @ApiProperty({ type: 'integer', description: 'Those with the same decision, whatever the score.' })
  readonly agreed!: number;
  @ApiProperty({
    type: 'number',
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'The part that agreed; null as long as nothing is decided.',
  })
  readonly agreement!: number | null;
  @ApiProperty({ type: [ShadowChangeResponse], description: 'How often what became what.' })
  readonly changed!: readonly ShadowChangeResponse[];
}

@ApiSchema({
  description: 'A version of your policy that decides beside the active one, without effect.',
  ...{ example: SHADOW_EXAMPLE },
})
export class ShadowResponse {
  @ApiProperty() readonly policyId!: string;
  @ApiProperty({ enum: ['running', 'stopped'] }) readonly status!: 'running' | 'stopped';
  @ApiProperty({ format: 'date-time' }) readonly startedAt!: string;
  @ApiProperty({ type: 'string', nullable: true, format: 'date-time' }) readonly stoppedAt!: string | null;
  @ApiProperty({ type: ShadowSummaryResponse }) readonly summary!: ShadowSummaryResponse;
}

export function toShadowResponse({ policyId, startedAt, stoppedAt, tally }: Shadow): ShadowResponse {
  return {
    policyId: formatId('policy', policyId),
    status: stoppedAt === null ? 'running' : 'stopped',
    startedAt: startedAt.toISOString(),
    stoppedAt: stoppedAt?.toISOString() ?? null,
    summary: agreementOf(tally),
  };
}
