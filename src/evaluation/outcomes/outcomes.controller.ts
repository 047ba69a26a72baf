import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { EVALUATION_EXAMPLE } from '../dto/evaluation.example';
import { EvaluationIdPipe } from '../evaluation-id.pipe';
import { OutcomeResponse, toOutcomeResponse } from './outcome.response';
import { OutcomesService } from './outcomes.service';
import { ReportOutcomeDto, toReport } from './report-outcome.dto';

const OutcomePage = PageOf(OutcomeResponse);
const ID = { name: 'id', description: 'The id of the evaluation.', example: EVALUATION_EXAMPLE.id };

@ApiTags('Outcomes')
@Controller('v1/evaluations')
export class OutcomesController {
  constructor(private readonly outcomes: OutcomesService) {}

  @Post(':id/outcome')
  @RequireScope('outcomes:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Tell what really happened',
    description:
      'Later decisions know it from reportedAt on. It can be changed: the latest counts, each change is kept. ' +
      'The same again changes nothing.',
    operationId: 'reportOutcome',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: OutcomeResponse })
  async report(
    @CurrentCaller() caller: Caller,
    @Param('id', EvaluationIdPipe) evaluationId: string,
    @Body() body: ReportOutcomeDto,
  ): Promise<OutcomeResponse> {
    return toOutcomeResponse(await this.outcomes.reportOf(caller, evaluationId, toReport(body)));
  }

  @Get(':id/outcomes')
  @RequireScope('evaluations:read')
  @ApiOperation({ summary: 'List what was told, newest first', operationId: 'listOutcomes' })
  @ApiParam(ID)
  @ApiOkResponse({ type: OutcomePage })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EvaluationIdPipe) evaluationId: string,
    @Query() query: PageQuery,
  ): Promise<Page<OutcomeResponse>> {
    return mapPage(await this.outcomes.history(tenantId, evaluationId, toSlice(query)), toOutcomeResponse);
  }
}
