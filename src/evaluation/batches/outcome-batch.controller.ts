import { Body, Controller, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { BatchOf } from '@libs/http/batch';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RefusesCardNumbersItemByItem } from '@libs/http/card-number-refusal';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { outcomeKey } from '../outcomes/outcomes.repository';
import { OutcomeResponse, toOutcomeResponse } from '../outcomes/outcome.response';
import { OutcomesService } from '../outcomes/outcomes.service';
import { ReportedTransactionDto, toReport, toTransactionName } from '../outcomes/report-outcome.dto';
import { BatchItems } from './batch-items';
import { BatchAnswerOf, ItemProblem } from './batch.response';
import type { BatchAnswer } from './batch.response';
import { InTurn } from './in-turn';

/** Few of the connections that all requests share. */
const CONCURRENCY = 4;

export class ReportOutcomesDto extends BatchOf(ReportedTransactionDto) {}

export class OutcomeResult extends ItemProblem {
  @ApiPropertyOptional({ type: OutcomeResponse })
  readonly outcome?: OutcomeResponse;
}
const OutcomeResults = BatchAnswerOf(OutcomeResult);

@ApiTags('Outcomes')
@Controller('v1/outcomes')
export class OutcomeBatchController {
  constructor(
    private readonly outcomes: OutcomesService,
    private readonly items: BatchItems,
  ) {}

  @Post('batch')
  @HttpCode(HttpStatus.OK)
  @RequireScope('outcomes:write')
  @RefusesCardNumbersItemByItem()
  @ApiOperation({
    summary: 'Tell what really happened with up to 1000 transactions',
    description: 'For chargeback files. One bad item spoils no other; the same file again changes nothing.',
    operationId: 'reportOutcomes',
  })
  @ApiOkResponse({ type: OutcomeResults })
  async reportEach(
    @CurrentCaller() caller: Caller,
    @Body() { items }: ReportOutcomesDto,
    @Req() request: Request,
  ): Promise<BatchAnswer<OutcomeResult>> {
    const inTurn = new InTurn();
    const results = await this.items.handle(items, request, {
      type: ReportedTransactionDto,
      chunk: CONCURRENCY,
      chunksAtOnce: 1,
      // Several reports on one transaction count in their order.
      handle: (reports) =>
        Promise.allSettled(
          reports.map((item) =>
            inTurn.run([outcomeKey(toTransactionName(item))], () => this.report(caller, item)),
          ),
        ),
    });
    return { results };
  }

  private async report(caller: Caller, item: ReportedTransactionDto): Promise<OutcomeResult> {
    const outcome = await this.outcomes.report(caller, toTransactionName(item), toReport(item));
    return { status: HttpStatus.CREATED, outcome: toOutcomeResponse(outcome) };
  }
}
