import { invalidField } from '@libs/http/validation-errors';
import { DEFAULT_POLICY } from '@libs/risk-engine/default-policy';
import type { BuiltinUse } from '@libs/risk-engine/policy';
import type { PolicyRule, RuleEffect } from '@libs/risk-engine/rules/policy-rule';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { IsNested } from '@libs/http/is-nested';
import { IsPrintable } from '@libs/http/is-printable';
import type { PolicyDefinition, PolicyTest } from '../policy.types';
import { IsBuiltins, MAX_WEIGHT } from './is-builtins';
import { PolicyTestDto } from './policy-test.dto';
import { POLICY_DTO_EXAMPLE } from './policy.example';
import { RuleDto } from './rule.dto';

const MAX_RULES = 100;
const MAX_TESTS = 50;

export class ThresholdsDto {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, description: 'From this score on: review.' })
  @Min(0)
  @Max(100)
  @IsInt()
  readonly review!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description: 'From this score on: block. Not below review.',
  })
  @Min(0)
  @Max(100)
  @IsInt()
  readonly block!: number;
}

@ApiSchema({ description: 'A version of your policy.', ...{ example: POLICY_DTO_EXAMPLE } })
export class CreatePolicyDto {
  @ApiProperty({ minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly name!: string;

  @ApiProperty({ type: ThresholdsDto })
  @IsNested(() => ThresholdsDto)
  readonly thresholds!: ThresholdsDto;

  @ApiProperty({
    oneOf: [
      { type: 'string', enum: ['default'] },
      {
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['version', 'weight'],
          additionalProperties: false,
          properties: {
            version: { type: 'integer', minimum: 1 },
            weight: { type: 'integer', minimum: 0, maximum: MAX_WEIGHT },
          },
        },
      },
    ],
    description:
      'By code: which version counts, and the points at full strength. One that is not named is off. "default": today\'s set.',
  })
  @IsBuiltins()
  readonly builtins!: 'default' | Readonly<Record<string, BuiltinUse>>;

  @ApiProperty({ type: [RuleDto], maxItems: MAX_RULES })
  @IsArray()
  @ArrayMaxSize(MAX_RULES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RuleDto)
  readonly rules!: RuleDto[];

  @ApiPropertyOptional({
    type: [PolicyTestDto],
    maxItems: MAX_TESTS,
    description: 'Run when the policy is saved and when it is activated: all have to pass.',
  })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MAX_TESTS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PolicyTestDto)
  readonly tests?: PolicyTestDto[];
}

/** Throws a Problem of 422 where fields that are valid by themselves don't go together. */
export function toDefinition(dto: CreatePolicyDto): PolicyDefinition {
  const { name, thresholds, builtins, rules, tests } = dto;
  const { review, block } = thresholds;
  if (review > block)
    throw fault('/thresholds', 'review_under_block', 'review must not be larger than block.');
  return {
    name,
    thresholds: { review, block },
    builtins: builtins === 'default' ? DEFAULT_POLICY.builtins : builtins,
    rules: rules.map(toRule),
    ...(tests !== undefined && { tests: tests.map(toTest) }),
  };
}

function toRule(
  { code, when, reason, onError, ...rule }: RuleDto,
  position: number,
  all: RuleDto[],
): PolicyRule {
  const pointer = `/rules/${position}`;
  if (all.findIndex((other) => other.code === code) < position)
    throw fault(`${pointer}/code`, 'is_unique', 'Another rule has this code.');
  return { code, when, effect: toEffect(rule, pointer), reason, onError };
}

function toEffect({ points, decision }: Pick<RuleDto, 'points' | 'decision'>, pointer: string): RuleEffect {
  if (points !== undefined && decision === undefined) return { points };
  if (decision !== undefined && points === undefined) return { decision };
  throw fault(pointer, 'points_or_decision', 'A rule has either points or a decision.');
}

function toTest({ expect, ...test }: PolicyTestDto, position: number): PolicyTest {
  if (Object.values(expect).every((value) => value === undefined))
    throw fault(
      `/tests/${position}/expect`,
      'is_expectation',
      'A test expects a decision, a score or factors.',
    );
  return { ...test, expect };
}

function fault(pointer: string, code: string, detail: string): Error {
  return invalidField({ in: 'body', pointer, code, detail });
}
