import { Body, Controller, Param, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiCreatedResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { EVALUATION_EXAMPLE } from '../dto/evaluation.example';
import { EvaluationIdPipe } from '../evaluation-id.pipe';
import { ReviewResponse, toReviewResponse } from './review.response';
import { ReviewsService } from './reviews.service';
import { SettleReviewDto } from './settle-review.dto';

@ApiTags('Evaluations')
@Controller('v1/evaluations')
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Post(':id/review')
  @RequireScope('reviews:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Settle a review',
    description: 'Once: a review that was settled stays as it is.',
    operationId: 'settleReview',
  })
  @ApiParam({ name: 'id', description: 'The id of the evaluation.', example: EVALUATION_EXAMPLE.id })
  @ApiCreatedResponse({ type: ReviewResponse })
  async settle(
    @CurrentCaller() caller: Caller,
    @Param('id', EvaluationIdPipe) evaluationId: string,
    @Body() { resolution, note }: SettleReviewDto,
  ): Promise<ReviewResponse> {
    const settlement = { resolution, note: note ?? null };
    return toReviewResponse(await this.reviews.settle(caller, evaluationId, settlement));
  }
}
