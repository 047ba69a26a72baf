import type { Suppositions } from '@libs/risk-engine/supposed-facts';
import type { Decision } from '@libs/risk-engine/verdict';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsInt, Max, MaxLength, Min, IsString } from 'class-validator';
import { EvaluateTransactionDto } from '../../dto/evaluate-transaction.dto';
import { IfPresent } from '@libs/http/if-present';
import { IsNested } from '@libs/http/is-nested';
import { IsPrintable } from '@libs/http/is-printable';
import { IsSuppositions } from './is-suppositions';
import { DECISIONS } from './rule.dto';

const MAX_CODES = 50;
const MAX_CODE_LENGTH = 128;

export class ExpectationDto {
  @ApiPropertyOptional({ enum: [...DECISIONS] })
  @IfPresent()
  @IsIn(DECISIONS)
  readonly decision?: Decision;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 100 })
  @IfPresent()
  @Min(0)
  @Max(100)
  @IsInt()
  readonly score?: number;

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_CODES,
    description: 'Codes, all of which have to be among the factors.',
  })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MAX_CODES)
  @IsString({ each: true })
  @MaxLength(MAX_CODE_LENGTH, { each: true })
  readonly factors?: string[];
}

export class PolicyTestDto {
  @ApiProperty({ minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly name!: string;

  @ApiProperty({
    type: EvaluateTransactionDto,
    description: 'A transaction. Without occurredAt it happens at noon (UTC) of 1 January 2026.',
  })
  @IsNested(() => EvaluateTransactionDto)
  readonly input!: EvaluateTransactionDto;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: {
      oneOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'array', items: { type: 'string' } }],
    },
    maxProperties: 64,
    description:
      'What is known before it, by the names that rules use: "customer.last24h.count": 5, "lists.trusted": ["c-42"]. ' +
      'What is not named is not known.',
  })
  @IfPresent()
  @IsSuppositions()
  readonly facts?: Suppositions;

  @ApiProperty({ type: ExpectationDto })
  @IsNested(() => ExpectationDto)
  readonly expect!: ExpectationDto;
}
