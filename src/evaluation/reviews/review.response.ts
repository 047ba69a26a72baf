import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Review } from './review.entity';

@ApiSchema({ description: 'How a person settled a review.' })
export class ReviewResponse {
  @ApiProperty({ enum: ['approved', 'rejected'], example: 'approved' }) readonly resolution!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'Called the customer back' }) readonly note!:
    string | null;
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' }) readonly createdAt!: string;
}

export function toReviewResponse({ resolution, note, createdAt }: Review): ReviewResponse {
  return { resolution, note, createdAt: createdAt.toISOString() };
}
