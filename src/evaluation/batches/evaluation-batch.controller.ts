import { Body, Controller, HttpCode, HttpStatus, Post, Req, UseGuards } from '@nestjs/common';
import { BatchOf } from '@libs/http/batch';
import type { ItemFailure } from '@libs/http/batch';
import { JOINT_CONNECTIONS } from '@libs/database/joint-database';
import { RefusesCardNumbersItemByItem } from '@libs/http/card-number-refusal';
import { RequireScope } from '@libs/http/scopes.decorator';
import { withoutBody } from '@libs/request-signature/signature-evidence';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentSender } from '../../agent-identity/verified-agent.decorator';
import type { Sender } from '../../agent-identity/verified-agent.decorator';
import type { VerifiedAgent } from '../../agent-identity/verified-agent.types';
import { AgentVerificationGuard } from '../agent-verification.guard';
import { EvaluateTransactionDto } from '../dto/evaluate-transaction.dto';
import { EvaluationResponse } from '../dto/evaluation.response';
import { EvaluationService } from '../evaluation.service';
import type { EvaluationAnswer } from '../evaluation.types';
import { MAX_DECISIONS_TOGETHER } from '../joint-decisions';
import { BatchItems } from './batch-items';
import { BatchAnswerOf, ItemProblem } from './batch.response';
import type { BatchAnswer } from './batch.response';

export class EvaluateBatchDto extends BatchOf(EvaluateTransactionDto) {}

export class EvaluationResult extends ItemProblem {
  @ApiPropertyOptional({ type: EvaluationResponse })
  readonly evaluation?: EvaluationResponse;
}
const EvaluationResults = BatchAnswerOf(EvaluationResult);

@ApiTags('Evaluations')
@Controller('v1/evaluations')
export class EvaluationBatchController {
  constructor(
    private readonly evaluations: EvaluationService,
    private readonly items: BatchItems,
  ) {}

  @Post('batch')
  @HttpCode(HttpStatus.OK)
  @RequireScope('evaluations:write')
  @UseGuards(AgentVerificationGuard)
  @RefusesCardNumbersItemByItem()
  @ApiOperation({
    summary: 'Evaluate up to 1000 transactions',
    description:
      'Each item is decided as if it had been sent alone, after the answers to those before it; one bad item spoils no other. ' +
      'There is no Idempotency-Key: a repeated batch gets the first answers, by type and transactionId.',
    operationId: 'evaluateBatch',
  })
  @ApiOkResponse({ type: EvaluationResults })
  async evaluate(
    @CurrentSender() { caller, agent }: Sender,
    @Body() { items }: EvaluateBatchDto,
    @Req() request: Request,
  ): Promise<BatchAnswer<EvaluationResult>> {
    const results = await this.items.handle(items, request, {
      type: EvaluateTransactionDto,
      chunk: MAX_DECISIONS_TOGETHER,
      chunksAtOnce: JOINT_CONNECTIONS,
      handle: this.evaluations.evaluateInOrder({ caller, ...(agent && { agent: withoutItsBody(agent) }) }),
    });
    return { results: results.map(toResult) };
  }
}

function toResult(result: EvaluationAnswer | ItemFailure): EvaluationResult | ItemFailure {
  return 'problem' in result ? result : { status: HttpStatus.CREATED, evaluation: result.evaluation };
}

/** The body of a batch is large, and would be kept with each of its items. */
function withoutItsBody(agent: VerifiedAgent): VerifiedAgent {
  return { ...agent, evidence: withoutBody(agent.evidence) };
}
