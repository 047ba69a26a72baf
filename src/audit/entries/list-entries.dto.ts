import { isIdPrefix, parseId } from '@libs/ids/typeid';
import { IsTimestamp } from '@libs/http/is-timestamp';
import { PageQuery } from '@libs/http/pagination';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { noSuchFilter } from '../audit.problems';
import type { EntryFilter } from './entry-search.repository';

const ID_LENGTH = 64;

export class ListEntriesQuery extends PageQuery {
  @ApiPropertyOptional({
    pattern: String.raw`^[a-z_]+\.(?:[a-z_]+|\*)$`,
    maxLength: 64,
    example: 'key.revoked',
    description: 'What was done, or all of a kind (key.*).',
  })
  @IsOptional()
  @Matches(/^[a-z_]+\.(?:[a-z_]+|\*)$/, { message: 'action must be one such as key.revoked, or key.*' })
  @MaxLength(ID_LENGTH)
  readonly action?: string;

  @ApiPropertyOptional({
    maxLength: ID_LENGTH,
    example: 'key_01m81b8yrhe5ta89c6pqd8tmw2',
    description: 'Who did it: the id of an API key, operator or system.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(ID_LENGTH)
  readonly actor?: string;

  @ApiPropertyOptional({
    maxLength: ID_LENGTH,
    example: 'eval_01kapm4y6qf0t9d2h1w8zc3v5x',
    description: 'What it was done to, by its id.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(ID_LENGTH)
  readonly resource?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment included.' })
  @IsOptional()
  @IsTimestamp()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment excluded.' })
  @IsOptional()
  @IsTimestamp()
  readonly to?: string;
}

/** Throws `validation_failed` for an actor or a resource that can't be. */
export function toEntryFilter({ action, actor, resource, from, to }: ListEntriesQuery): EntryFilter {
  return {
    ...(action !== undefined && { action }),
    ...(actor !== undefined && { actor: toActor(actor) }),
    ...(resource !== undefined && { resourceId: toResourceId(resource) }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
}

function toActor(actor: string): NonNullable<EntryFilter['actor']> {
  if (actor === 'operator' || actor === 'system') return { type: actor, id: null };
  const id = parseId('key', actor);
  if (id === undefined)
    throw noSuchFilter('actor', 'actor must be the id of an API key, operator or system.');
  return { type: 'key', id };
}

function toResourceId(resource: string): string {
  const prefix = resource.slice(0, Math.max(resource.indexOf('_'), 0));
  const id = isIdPrefix(prefix) ? parseId(prefix, resource) : undefined;
  if (id === undefined) throw noSuchFilter('resource', 'resource must be an id, such as eval_… or key_….');
  return id;
}
