import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';
import type { Resolution } from './review.entity';

const RESOLUTIONS: readonly Resolution[] = ['approved', 'rejected'];

@ApiSchema({ description: 'How a person decided what was held for review.' })
export class SettleReviewDto {
  @ApiProperty({ enum: [...RESOLUTIONS], example: 'approved' })
  @IsIn(RESOLUTIONS)
  readonly resolution!: Resolution;

  @ApiPropertyOptional({ example: 'Called the customer back', minLength: 1, maxLength: 256 })
  @IfPresent()
  @IsPrintable(256)
  readonly note?: string;
}
