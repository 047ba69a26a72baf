import { IfPresent } from '@libs/http/if-present';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

export class RotateSecretDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: WEEK_SECONDS,
    default: DAY_SECONDS,
    example: DAY_SECONDS,
    description:
      'For how long the secrets of before sign beside the new one, and no longer than they would have; 0 ends them at once.',
  })
  @IfPresent()
  @Max(WEEK_SECONDS)
  @Min(0)
  @IsInt()
  readonly overlapSeconds: number = DAY_SECONDS;
}
