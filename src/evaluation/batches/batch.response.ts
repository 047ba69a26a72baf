import type { Type } from '@nestjs/common';
import type { ItemFailure } from '@libs/http/batch';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The document has it for every operation. */
const PROBLEM = { allOf: [{ $ref: '#/components/schemas/ProblemResponse' }] };

/** The class that describes what an item of a batch was answered: its status, and its thing or its problem. */
export class ItemProblem {
  @ApiProperty({ type: 'integer', example: 201, description: 'As a call of its own would have had.' })
  readonly status!: number;

  @ApiPropertyOptional({ ...PROBLEM, description: 'Why there is nothing else.' })
  readonly problem?: ItemFailure['problem'];
}

export interface BatchAnswer<Result> {
  /** In the order of the items. */
  readonly results: readonly (Result | ItemFailure)[];
}

/** The class that describes a batch's answer in the OpenAPI document. */
export function BatchAnswerOf(result: Type<ItemProblem>): Type {
  class Results {
    @ApiProperty({ type: [result], description: 'In the order of the items.' })
    readonly results!: readonly ItemProblem[];
  }
  Object.defineProperty(Results, 'name', { value: `${result.name}s` });
  return Results;
}
