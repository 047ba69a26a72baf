import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const NUMBER_OR_TEXT = { oneOf: [{ type: 'number' }, { type: 'string' }] };

/** A built-in's has value, threshold and unit; a rule's has an expression and what that observed. */
export class FactorResponse {
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly category!: string;
  @ApiProperty({ type: 'integer', description: 'Negative where it speaks for the transaction.' })
  readonly points!: number;
  @ApiProperty({
    enum: ['none', 'allow', 'review', 'block'],
    description:
      'What it does besides its points: block goes before allow, allow before review, all before the score.',
  })
  readonly effect!: string;
  @ApiPropertyOptional({ ...NUMBER_OR_TEXT, description: 'What was observed.' })
  readonly value?: number | string;
  @ApiPropertyOptional({ ...NUMBER_OR_TEXT, description: 'What is usual.' }) readonly baseline?:
    number | string;
  @ApiPropertyOptional({ description: 'The value by the baseline.' }) readonly ratio?: number;
  @ApiPropertyOptional({
    ...NUMBER_OR_TEXT,
    description: 'What the ratio, or else the value, was held against.',
  })
  readonly threshold?: number | string;
  @ApiPropertyOptional({ description: 'What value and baseline are counted in.' }) readonly unit?: string;
  @ApiPropertyOptional({ description: 'How far back it looked.' }) readonly window?: string;
  @ApiPropertyOptional({ description: 'The rule, as its author wrote it.' }) readonly expression?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: {
      oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'boolean' }, { type: 'null' }],
    },
    description: 'What else it saw, by name: of a rule, all that the expression refers to.',
  })
  readonly observed?: Readonly<Record<string, number | string | boolean | null>>;
  @ApiProperty({
    description: 'For a person. Every number in the reason of a built-in is one of the fields above.',
  })
  readonly reason!: string;
  @ApiPropertyOptional({
    enum: ['missing_attribute', 'wrong_type', 'division_by_zero'],
    description: 'Why a rule has no answer.',
  })
  readonly error?: string;
}
