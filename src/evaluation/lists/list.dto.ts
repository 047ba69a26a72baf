import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';
import type { ListEntry } from './list-entry.entity';
import type { List } from './list.entity';
import type { NewEntry, NewList } from './lists.service';

export class CreateListDto {
  @ApiProperty({
    example: 'trusted',
    pattern: '^[a-z][a-z0-9_]{0,63}$',
    description: 'As rules name it: lists.trusted.',
  })
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, {
    message:
      'name must be a lower-case letter followed by up to 63 lower-case letters, digits and underscores',
  })
  readonly name!: string;

  @ApiPropertyOptional({ example: 'Customers whose orders go through', maxLength: 256 })
  @IfPresent()
  @IsPrintable(256)
  readonly description?: string;
}

export class CreateEntryDto {
  @ApiProperty({ example: 'c-42', minLength: 1, maxLength: 256 })
  @IsPrintable(256)
  readonly value!: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2027-01-01T00:00:00.000Z' })
  @IfPresent()
  @IsTimestamp()
  readonly expiresAt?: string;

  @ApiPropertyOptional({ example: 'Known by the support team', maxLength: 256 })
  @IfPresent()
  @IsPrintable(256)
  readonly note?: string;
}

export class RemoveEntryDto {
  @ApiProperty({ example: 'c-42', minLength: 1, maxLength: 256 })
  @IsPrintable(256)
  readonly value!: string;
}

export class ListResponse {
  @ApiProperty({ example: 'list_01kapm4y6qf0t9d2h1w8zc3v5x' }) readonly id!: string;
  @ApiProperty({ example: 'trusted' }) readonly name!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Customers whose orders go through' })
  readonly description!: string | null;
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
}

export class ListEntryResponse {
  @ApiProperty({ example: 'entry_01kapm4y6qf0t9d2h1w8zc3v5x' }) readonly id!: string;
  @ApiProperty({ example: 'c-42' }) readonly value!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Known by the support team' })
  readonly note!: string | null;
  @ApiProperty({ type: 'string', nullable: true, format: 'date-time', example: '2027-01-01T00:00:00.000Z' })
  readonly expiresAt!: string | null;
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
}

export function toNewList({ name, description }: CreateListDto): NewList {
  return { name, description: description ?? null };
}

export function toNewEntry({ value, expiresAt, note }: CreateEntryDto): NewEntry {
  return { value, note: note ?? null, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
}

export function toListResponse({ id, name, description, createdAt }: List): ListResponse {
  return { id: formatId('list', id), name, description, createdAt: createdAt.toISOString() };
}

export function toListEntryResponse({ id, value, note, expiresAt, createdAt }: ListEntry): ListEntryResponse {
  return {
    id: formatId('entry', id),
    value,
    note,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
