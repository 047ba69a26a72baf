import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Export } from './export.entity';
import type { ExportStatus } from './export.types';

const STATUSES: ExportStatus[] = ['queued', 'running', 'completed', 'failed', 'expired', 'erased'];
const TIME_OR_NULL = { type: 'string', format: 'date-time', nullable: true } as const;

export class ExportPartResponse {
  @ApiProperty({ description: 'The folder of its files in the archive.' }) readonly name!: string;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Lines, each a JSON object.' })
  readonly rows!: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the lines, before they are compressed.' })
  readonly bytes!: number;
}

@ApiSchema({ description: 'Everything that is kept of you, as a zip archive of JSON lines.' })
export class ExportResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty({
    enum: STATUSES,
    description:
      'Only a completed one can be downloaded. expired: its time was over, or five newer ones were made. erased: an erasure destroyed it.',
  })
  readonly status!: string;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'About how much is done.' }) readonly progress!: number;
  @ApiProperty({ type: [ExportPartResponse], description: 'Those that were begun, in their order.' })
  readonly parts!: readonly ExportPartResponse[];
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the archive, so far.' })
  readonly sizeBytes!: number;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'SHA-256 of the archive, in hex; null until it is completed.',
  })
  readonly sha256!: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Why it failed, for a person.' })
  readonly failure!: string | null;
  @ApiProperty({ format: 'date-time', description: 'What was written later may be left out.' })
  readonly createdAt!: string;
  @ApiProperty(TIME_OR_NULL) readonly completedAt!: string | null;
  @ApiProperty({ ...TIME_OR_NULL, description: 'Until then it can be downloaded.' })
  readonly expiresAt!: string | null;
}

/** `now` tells whether its time is over: its row is told later. */
export function toExportResponse(row: Export, now: Date): ExportResponse {
  const { progress, parts, sizeBytes, sha256, failure, createdAt, completedAt, expiresAt } = row;
  return {
    id: formatId('export', row.id),
    status: statusAt(row, now),
    progress,
    parts: parts.map(({ name, rows, bytes }) => ({ name, rows, bytes })),
    sizeBytes,
    sha256: sha256?.toString('hex') ?? null,
    failure,
    createdAt: createdAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

export function statusAt({ status, expiresAt }: Export, now: Date): ExportStatus {
  return status === 'completed' && expiresAt !== null && expiresAt <= now ? 'expired' : status;
}
