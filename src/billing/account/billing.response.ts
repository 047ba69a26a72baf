import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import type { AccountStatus } from './account-state';

export const STATUSES: AccountStatus[] = ['none', 'active', 'past_due', 'canceled'];

export class BillingPeriodResponse {
  @ApiProperty({ format: 'date-time', example: '2026-11-01T00:00:00.000Z' }) readonly from!: string;
  @ApiProperty({ format: 'date-time', example: '2026-12-01T00:00:00.000Z', description: 'Not included.' })
  readonly to!: string;
}

export class NextPlanResponse {
  @ApiProperty({ example: 'growth' }) readonly plan!: string;
  @ApiProperty({ format: 'date-time', example: '2026-12-01T00:00:00.000Z' }) readonly at!: string;
}

@ApiSchema({
  description:
    'In the minor unit of the currency, before taxes, and before what is prorated because a plan began within the month.',
})
export class ChargesResponse {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ type: 'integer', example: 9_900, description: 'For the month.' }) readonly base!: number;
  @ApiProperty({
    type: 'integer',
    example: 125,
    description: 'For what was used beyond the included volume of each plan of the month so far.',
  })
  readonly overage!: number;
  @ApiProperty({ type: 'integer', example: 10_025 }) readonly total!: number;
  @ApiProperty({
    type: 'integer',
    example: 10_150,
    description: 'The total at the end of the period, if it goes on as it did so far.',
  })
  readonly projected!: number;
}

@ApiExtraModels(NextPlanResponse, ChargesResponse)
export class BillingResponse {
  @ApiProperty({ example: 'growth', description: 'Whose limits hold: free, growth, scale or unlimited.' })
  readonly plan!: string;

  @ApiProperty({
    enum: STATUSES,
    example: 'active',
    description:
      'Of the subscription: none was there ever; active; past_due: an invoice is unpaid; canceled: it has ended.',
  })
  readonly status!: string;

  @ApiProperty({ type: BillingPeriodResponse, description: 'The calendar month, in UTC.' })
  readonly period!: BillingPeriodResponse;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 101_250,
    description: 'Evaluations of the period so far, under this plan.',
  })
  readonly used!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 100_000,
    description: 'In the plan. Null: as many as one likes.',
  })
  readonly included!: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 101_500,
    description: 'What will have been used at the end of the period, if it goes on as it did so far.',
  })
  readonly projected!: number;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(NextPlanResponse) }, { type: 'null' }],
    description: 'What the plan will change to. Null: nothing.',
  })
  readonly nextPlan!: NextPlanResponse | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'While past_due: when the limits of the plan free begin to hold.',
  })
  readonly graceEndsAt!: string | null;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(ChargesResponse) }, { type: 'null' }],
    description: 'Null where nothing is paid for.',
  })
  readonly charges!: ChargesResponse | null;
}
