import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { ApiIdempotencyKey, IdempotencyKey } from '@libs/http/idempotency-key.decorator';
import { PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentSender, TakesNonce } from '../agent-identity/verified-agent.decorator';
import type { Sender } from '../agent-identity/verified-agent.decorator';
import { AgentVerificationGuard } from './agent-verification.guard';
import { EvaluateTransactionDto } from './dto/evaluate-transaction.dto';
import { EVALUATION_EXAMPLE } from './dto/evaluation.example';
import { EvaluationResponse } from './dto/evaluation.response';
import { ListEvaluationsQuery, toEvaluationFilter } from './dto/list-evaluations.dto';
import { SearchEvaluationsDto, toSearchFilter } from './dto/search-evaluations.dto';
import { EvaluationIdPipe } from './evaluation-id.pipe';
import { EvaluationService } from './evaluation.service';

const EvaluationPage = PageOf(EvaluationResponse);

@ApiTags('Evaluations')
@Controller('v1/evaluations')
export class EvaluationController {
  constructor(private readonly evaluations: EvaluationService) {}

  @Post()
  @RequireScope('evaluations:write')
  @UseGuards(AgentVerificationGuard)
  @TakesNonce()
  @ApiOperation({
    summary: 'May this transaction go through?',
    description:
      'One evaluation for each type and transactionId: a repeated call is answered with the first one and counts once. ' +
      'An Idempotency-Key of its own asks for another evaluation of the same transaction on purpose.',
    operationId: 'evaluateTransaction',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: EvaluationResponse })
  async evaluate(
    @CurrentSender() sender: Sender,
    @Body() body: EvaluateTransactionDto,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EvaluationResponse> {
    const request = { ...sender, body, idempotencyKey, takesNonce: true };
    const { evaluation, isReplay } = await this.evaluations.evaluate(request);
    if (isReplay) response.setHeader('Idempotent-Replayed', 'true');
    return evaluation;
  }

  @Get()
  @RequireScope('evaluations:read')
  @ApiOperation({ summary: 'List evaluations, newest first', operationId: 'listEvaluations' })
  @ApiOkResponse({ type: EvaluationPage })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: ListEvaluationsQuery,
  ): Promise<Page<EvaluationResponse>> {
    return this.evaluations.list(tenantId, toEvaluationFilter(query), toSlice(query));
  }

  @Post('search')
  @HttpCode(HttpStatus.OK)
  @RequireScope('evaluations:read')
  @ApiOperation({
    summary: 'Find evaluations by ids of yours, newest first',
    description: 'A POST, so that your ids stay out of URLs.',
    operationId: 'searchEvaluations',
  })
  @ApiOkResponse({ type: EvaluationPage })
  search(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: PageQuery,
    @Body() body: SearchEvaluationsDto,
  ): Promise<Page<EvaluationResponse>> {
    return this.evaluations.list(tenantId, toSearchFilter(body), toSlice(query));
  }

  @Get(':id')
  @RequireScope('evaluations:read')
  @ApiOperation({ summary: 'Show an evaluation', operationId: 'getEvaluation' })
  @ApiParam({ name: 'id', description: 'The id of the evaluation.', example: EVALUATION_EXAMPLE.id })
  @ApiOkResponse({ type: EvaluationResponse })
  get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EvaluationIdPipe) evaluationId: string,
  ): Promise<EvaluationResponse> {
    return this.evaluations.get(tenantId, evaluationId);
  }
}
