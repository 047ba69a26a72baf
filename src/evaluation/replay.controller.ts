import { Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EVALUATION_EXAMPLE } from './dto/evaluation.example';
import { ReplayResponse, toReplayResponse } from './dto/replay.response';
import { EvaluationIdPipe } from './evaluation-id.pipe';
import { ReplayService } from './replay.service';

@ApiTags('Evaluations')
@Controller('v1/evaluations')
export class ReplayController {
  constructor(private readonly replays: ReplayService) {}

  @Post(':id/replay')
  @HttpCode(HttpStatus.OK)
  @RequireScope('evaluations:read')
  @ApiOperation({
    summary: 'Decide again',
    description: 'From the recorded facts with the recorded version of the policy. Nothing is written.',
    operationId: 'replayEvaluation',
  })
  @ApiParam({ name: 'id', description: 'The id of the evaluation.', example: EVALUATION_EXAMPLE.id })
  @ApiOkResponse({ type: ReplayResponse })
  async replay(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EvaluationIdPipe) id: string,
  ): Promise<ReplayResponse> {
    return toReplayResponse(await this.replays.replay(tenantId, id));
  }
}
