import { PageQuery } from '@libs/http/pagination';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { noSuchType } from './events.problems';
import { EVENT_TYPES, isOfType } from './events.types';

export class ListEventsQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'string',
    maxLength: 64,
    example: 'evaluation.*',
    description: 'A type, all of a kind (evaluation.*), or everything (*).',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly type?: string;
}

/** Throws `validation_failed` for what stands for no type. */
export function toPattern({ type = '*' }: ListEventsQuery): string {
  if (!EVENT_TYPES.some((known) => isOfType(type, known))) throw noSuchType();
  return type;
}
