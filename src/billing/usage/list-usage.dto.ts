import { IsTimestamp } from '@libs/http/is-timestamp';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export class ListUsageQuery {
  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'Default: the beginning of the running month (UTC). The interval that it lies in is the first.',
  })
  @IsOptional()
  @IsTimestamp()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Default: now. Not included.' })
  @IsOptional()
  @IsTimestamp()
  readonly to?: string;

  @ApiPropertyOptional({ enum: ['hour', 'day'], default: 'day', description: 'In UTC.' })
  @IsOptional()
  @IsIn(['hour', 'day'])
  readonly interval?: 'hour' | 'day';
}
