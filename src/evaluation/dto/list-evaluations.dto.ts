import { PageQuery } from '@libs/http/pagination';
import type { Decision } from '@libs/risk-engine/verdict';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { EvaluationFilter } from '../evaluations.repository';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';

const DECISIONS: readonly Decision[] = ['allow', 'review', 'block'];

export class ListEvaluationsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: [...DECISIONS], description: 'Only these decisions.' })
  @IsOptional()
  @IsIn(DECISIONS)
  readonly decision?: Decision;

  @ApiPropertyOptional({
    pattern: '^[0-9a-f]{32}$',
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
    description: 'The Trace-Id of the call that was decided.',
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{32}$/, { message: 'traceId must be 32 hex digits' })
  readonly traceId?: string;

  @ApiPropertyOptional({ example: 'agent_01kapm4y6qf0t9d2h1w8zc3v5x', description: 'The agent that acted.' })
  @IsOptional()
  @IsPrintable(128)
  readonly agentId?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment included.' })
  @IsOptional()
  @IsTimestamp()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment excluded.' })
  @IsOptional()
  @IsTimestamp()
  readonly to?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'true: only reviews that nobody has settled.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly open?: 'true' | 'false';
}

export function toEvaluationFilter(query: ListEvaluationsQuery): EvaluationFilter {
  const { decision, traceId, agentId, from, to, open } = query;
  return {
    ...(decision && { decision }),
    ...(traceId !== undefined && { traceId }),
    ...(agentId !== undefined && { agentId }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    isOpen: open === 'true',
  };
}
