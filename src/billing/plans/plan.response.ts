import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import type { PlanPrice, PlanTerms } from './plans';

@ApiSchema({ description: 'What a plan costs, in the minor unit of the currency.' })
export class PlanPriceResponse {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ type: 'integer', example: 9_900, description: 'For a calendar month.' })
  readonly monthly!: number;
  @ApiProperty({
    type: 'integer',
    example: 100,
    description: 'For each thousand evaluations beyond the included ones; less costs its share.',
  })
  readonly overagePerThousand!: number;
}

@ApiExtraModels(PlanPriceResponse)
export class PlanResponse {
  @ApiProperty({ example: 'growth', description: 'free, growth, scale or unlimited; more may come.' })
  readonly id!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 100_000,
    description: 'Evaluations in a calendar month (UTC). Null: as many as one likes.',
  })
  readonly included!: number | null;

  @ApiProperty({
    type: 'string',
    enum: ['refused', 'billed'],
    nullable: true,
    example: 'billed',
    description: 'What comes after the included ones.',
  })
  readonly beyond!: 'refused' | 'billed' | null;

  @ApiProperty({
    type: 'integer',
    example: 200,
    description: 'Requests a second; an item of a batch is one.',
  })
  readonly requestsPerSecond!: number;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(PlanPriceResponse) }, { type: 'null' }],
    description: 'Null: nothing is paid.',
  })
  readonly price!: PlanPriceResponse | null;
}

export class PlansResponse {
  @ApiProperty({ type: [PlanResponse], description: 'From the smallest to the largest.' })
  readonly data!: readonly PlanResponse[];
}

export function toPlanResponse(
  { id, included, beyond, price }: PlanTerms,
  requestsPerSecond: number,
): PlanResponse {
  return { id, included, beyond, requestsPerSecond, price: price && toPriceResponse(price) };
}

function toPriceResponse({ currency, monthlyMinor, overageMinorPerThousand }: PlanPrice): PlanPriceResponse {
  return { currency, monthly: monthlyMinor, overagePerThousand: overageMinorPerThousand };
}
