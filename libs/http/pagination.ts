import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { invalidField } from './validation-errors';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const CURSOR = /^[\w-]{22}$/;

/** One page of a list, newest first. `nextCursor` is null on the last page. */
export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** The class that describes a page of these items in the OpenAPI document. */
export function PageOf<T>(item: Type<T>): Type<Page<T>> {
  class ItemsPage implements Page<T> {
    @ApiProperty({ type: [item] })
    data!: T[];

    @ApiProperty({ type: 'string', nullable: true, example: null, description: 'Null on the last page.' })
    nextCursor!: string | null;
  }
  Object.defineProperty(ItemsPage, 'name', { value: `${item.name}Page` });
  return ItemsPage;
}

/** The query of every list. */
export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    description: 'The most that a page may hold.',
  })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  )
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  @ApiPropertyOptional({ type: 'string', description: 'The nextCursor of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  cursor?: string;
}

/** Which page a list is asked for. */
export interface Slice {
  readonly limit: number;
  /** The UUID of the last row of the page before: this one goes on below it. */
  readonly after?: string;
}

/** Throws `validation_failed` for a cursor that is none of ours. */
export function toSlice({ limit, cursor }: PageQuery): Slice {
  return { limit, ...(cursor !== undefined && { after: decodeCursor(cursor) }) };
}

/** Makes a page of at most `limit` rows, from a query for one row more: that one tells that there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, uuidOf: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasNext = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasNext ? encodeCursor(uuidOf(last)) : null };
}

/** The same page of other things. */
export function mapPage<T, U>({ data, nextCursor }: Page<T>, map: (item: T) => U): Page<U> {
  return { data: data.map(map), nextCursor };
}

/** The place behind the row with this UUID, in a form that nobody is tempted to make up. */
export function encodeCursor(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The UUID in a cursor. Throws `validation_failed` for anything that `encodeCursor` did not write. */
export function decodeCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  if (!CURSOR.test(cursor) || bytes.toString('base64url') !== cursor) {
    const detail = 'Send the nextCursor of the page before, as it came.';
    throw invalidField({ in: 'query', pointer: '/cursor', code: 'is_cursor', detail });
  }
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
