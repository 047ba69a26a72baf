import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

const WEEK_SECONDS = 7 * 24 * 3_600;

export class RotateApiKeyDto {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: WEEK_SECONDS,
    example: 3_600,
    description: 'For how long the old key is taken beside the new one; 0 ends it at once.',
  })
  @Max(WEEK_SECONDS)
  @Min(0)
  @IsInt()
  readonly overlapSeconds!: number;
}
