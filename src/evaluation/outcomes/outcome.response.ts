import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Outcome } from './outcome.entity';

@ApiSchema({ description: 'What really happened with a transaction, as it was told last.' })
export class OutcomeResponse {
  @ApiProperty({ enum: ['fraud', 'legitimate'], example: 'fraud' }) readonly label!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Chargeback 10.4' }) readonly reason!:
    string | null;
  @ApiProperty({
    format: 'date-time',
    example: '2026-11-22T10:30:00.000Z',
    description: 'From when it is known to windows and learning.',
  })
  readonly reportedAt!: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:30:00.123Z' }) readonly createdAt!: string;
}

export function toOutcomeResponse({ label, reason, reportedAt, createdAt }: Outcome): OutcomeResponse {
  return { label, reason, reportedAt: reportedAt.toISOString(), createdAt: createdAt.toISOString() };
}
