import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsTimestamp } from '@libs/http/is-timestamp';

@ApiSchema({ description: 'Which failed deliveries are sent again.' })
export class StartRecoveryDto {
  @ApiProperty({
    format: 'date-time',
    example: '2026-11-20T10:00:00.000Z',
    description: 'Those of events that happened then or later. At most 30 days ago.',
  })
  @IsTimestamp()
  readonly since!: string;
}
