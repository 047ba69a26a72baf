import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsTimestamp } from '@libs/http/is-timestamp';
import type { TimeRange } from './backtests.service';

@ApiSchema({ description: 'Which evaluations are decided again.' })
export class StartBacktestDto {
  @ApiProperty({
    format: 'date-time',
    example: '2026-10-01T00:00:00.000Z',
    description: 'By createdAt, this moment included.',
  })
  @IsTimestamp()
  readonly from!: string;

  @ApiProperty({
    format: 'date-time',
    example: '2026-11-01T00:00:00.000Z',
    description: 'By createdAt, this moment excluded. One that lies ahead is taken as now.',
  })
  @IsTimestamp()
  readonly to!: string;
}

export function toTimeRange({ from, to }: StartBacktestDto): TimeRange {
  return { from: new Date(from), to: new Date(to) };
}
