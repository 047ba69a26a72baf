import type { Decision } from '@libs/risk-engine/verdict';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';

export const DECISIONS: readonly Decision[] = ['allow', 'review', 'block'];
const ON_ERROR = ['skip', 'review', 'block'] as const;
const MAX_POINTS = 100;
const MAX_WHEN_LENGTH = 2_000;

export class RuleDto {
  @ApiProperty({
    pattern: '^[a-z][a-z0-9_]{0,63}$',
    description: 'Unique in the policy. Its factor is rule:<code>.',
  })
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, {
    message:
      'code must be a lower-case letter followed by up to 63 lower-case letters, digits and underscores',
  })
  readonly code!: string;

  @ApiProperty({
    minLength: 1,
    maxLength: MAX_WHEN_LENGTH,
    description: 'CEL, true or false. GET /v1/policies/vocabulary tells the names.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_WHEN_LENGTH)
  readonly when!: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: -MAX_POINTS,
    maximum: MAX_POINTS,
    description: 'Added to the score. Either points or a decision.',
  })
  @IfPresent()
  @Min(-MAX_POINTS)
  @Max(MAX_POINTS)
  @IsInt()
  readonly points?: number;

  @ApiPropertyOptional({
    enum: [...DECISIONS],
    description: 'Goes before the score; block before allow, allow before review.',
  })
  @IfPresent()
  @IsIn(DECISIONS)
  readonly decision?: Decision;

  @ApiProperty({ minLength: 1, maxLength: 256, description: 'Shown with the decision.' })
  @IsPrintable(256)
  readonly reason!: string;

  @ApiProperty({
    enum: [...ON_ERROR],
    description: 'What follows where the rule has no answer, such as for an attribute that is missing.',
  })
  @IsIn(ON_ERROR)
  readonly onError!: (typeof ON_ERROR)[number];
}
