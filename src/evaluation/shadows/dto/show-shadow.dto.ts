import { PageQuery } from '@libs/http/pagination';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { DecisionFilter } from '../shadow-decisions.repository';

export class ShowShadowQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'true',
    description: 'false: also those that were decided alike.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly differing?: 'true' | 'false';
}

export function toDecisionFilter({ differing }: ShowShadowQuery): DecisionFilter {
  return { onlyDiffering: differing !== 'false' };
}
