import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { POLICY_ID_EXAMPLE } from '../policies/dto/policy.example';
import { PolicyIdPipe } from '../policies/policy-id.pipe';
import { BacktestIdPipe } from './backtest-id.pipe';
import {
  BACKTEST_ID_EXAMPLE,
  CANCELLED_EXAMPLE,
  COMPLETED_EXAMPLE,
  QUEUED_EXAMPLE,
} from './backtest.example';
import { BacktestResponse, toBacktestResponse } from './backtest.response';
import { BacktestsService } from './backtests.service';
import { StartBacktestDto, toTimeRange } from './start-backtest.dto';

const ID = { name: 'id', description: 'The id of the backtest.', example: BACKTEST_ID_EXAMPLE };

@ApiTags('Policies')
@Controller('v1')
export class BacktestsController {
  constructor(private readonly backtests: BacktestsService) {}

  @Post('policies/:id/backtest')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequireScope('policies:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Try a version of your policy on what was recorded',
    description:
      'Decides the evaluations of a range of time again, each from the facts as they were, and holds both decisions ' +
      'against the outcomes that are known by now. Location tells where to see how far it is.',
    operationId: 'startBacktest',
  })
  @ApiParam({ name: 'id', description: 'The id of the policy.', example: POLICY_ID_EXAMPLE })
  @ApiAcceptedResponse({ type: BacktestResponse, example: QUEUED_EXAMPLE })
  async start(
    @CurrentCaller() caller: Caller,
    @Param('id', PolicyIdPipe) policyId: string,
    @Body() body: StartBacktestDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BacktestResponse> {
    const backtest = toBacktestResponse(await this.backtests.start(caller, policyId, toTimeRange(body)));
    response.location(`/v1/backtests/${backtest.id}`);
    return backtest;
  }

  @Get('backtests/:id')
  @RequireScope('policies:read')
  @ApiOperation({ summary: 'Show a backtest: how far it is, and its result', operationId: 'getBacktest' })
  @ApiParam(ID)
  @ApiOkResponse({ type: BacktestResponse, example: COMPLETED_EXAMPLE })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', BacktestIdPipe) id: string,
  ): Promise<BacktestResponse> {
    return toBacktestResponse(await this.backtests.get(tenantId, id));
  }

  @Post('backtests/:id/cancel')
  @HttpCode(HttpStatus.OK)
  @RequireScope('policies:write')
  @ApiOperation({
    summary: 'Cancel a backtest',
    description: 'For good: it has no result. One that is cancelled already stays so.',
    operationId: 'cancelBacktest',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: BacktestResponse, example: CANCELLED_EXAMPLE })
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', BacktestIdPipe) id: string,
  ): Promise<BacktestResponse> {
    return toBacktestResponse(await this.backtests.cancel(caller, id));
  }
}
