import { IfPresent } from '@libs/http/if-present';
import { PageQuery } from '@libs/http/pagination';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { AgentStatus } from '../../agent-identity.types';

const STATUSES: readonly AgentStatus[] = ['active', 'revoked'];

export class ListAgentsQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: [...STATUSES],
    example: 'active',
    description: 'Those that are active, or revoked.',
  })
  @IfPresent()
  @IsIn(STATUSES)
  readonly status?: AgentStatus;
}
