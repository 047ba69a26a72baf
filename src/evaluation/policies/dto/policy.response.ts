import { formatId } from '@libs/ids/typeid';
import type { BuiltinUse } from '@libs/risk-engine/policy';
import type { PolicyRule } from '@libs/risk-engine/rules/policy-rule';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ThresholdsResponse } from '../../dto/evaluation.response';
import type { Policy } from '../policy.entity';
import type { PolicyTest } from '../policy.types';
import { POLICY_EXAMPLE } from './policy.example';

export class RuleResponse {
  @ApiProperty() readonly code!: string;
  @ApiProperty({ description: 'CEL.' }) readonly when!: string;
  @ApiPropertyOptional({ type: 'integer' }) readonly points?: number;
  @ApiPropertyOptional({ enum: ['allow', 'review', 'block'] }) readonly decision?: string;
  @ApiProperty() readonly reason!: string;
  @ApiProperty({ enum: ['skip', 'review', 'block'] }) readonly onError!: string;
}

@ApiSchema({ description: 'A version of your policy. It never changes.', ...{ example: POLICY_EXAMPLE } })
export class PolicyResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ type: 'integer', description: 'Counts up from 1, the default policy.' })
  readonly version!: number;
  @ApiProperty({ description: 'Whether it is the version that decides.' }) readonly isActive!: boolean;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ type: ThresholdsResponse }) readonly thresholds!: ThresholdsResponse;
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['version', 'weight'],
      properties: { version: { type: 'integer' }, weight: { type: 'integer' } },
    },
    description: 'By code. One that is not named is off.',
  })
  readonly builtins!: Readonly<Record<string, BuiltinUse>>;
  @ApiProperty({ type: [RuleResponse] }) readonly rules!: readonly RuleResponse[];
  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'As they were sent.' })
  readonly tests!: readonly PolicyTest[];
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
}

export class PolicyValidationResponse {
  @ApiProperty({ example: true, description: 'What is not valid is answered with policy_invalid.' })
  readonly valid!: boolean;
}

export function toPolicyResponse({ id, version, isActive, definition, createdAt }: Policy): PolicyResponse {
  const { name, thresholds, builtins, rules = [], tests = [] } = definition;
  return {
    id: formatId('policy', id),
    version,
    isActive,
    name,
    thresholds,
    builtins,
    rules: rules.map(toRuleResponse),
    tests,
    createdAt: createdAt.toISOString(),
  };
}

function toRuleResponse({ code, when, effect, reason, onError }: PolicyRule): RuleResponse {
  return { code, when, ...effect, reason, onError };
}
