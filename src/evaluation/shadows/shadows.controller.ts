import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { toSlice } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { POLICY_ID_EXAMPLE } from '../policies/dto/policy.example';
import { PolicyIdPipe } from '../policies/policy-id.pipe';
import { ShadowDecisionsResponse, toShadowDecisionsResponse } from './dto/shadow-decisions.response';
import { ShadowResponse, toShadowResponse } from './dto/shadow.response';
import { ShowShadowQuery, toDecisionFilter } from './dto/show-shadow.dto';
import { ShadowsService } from './shadows.service';

const ID = { name: 'id', description: 'The id of the policy.', example: POLICY_ID_EXAMPLE };

@ApiTags('Policies')
@Controller('v1/policies')
export class ShadowsController {
  constructor(private readonly shadows: ShadowsService) {}

  @Post(':id/shadow')
  @RequireScope('policies:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Let a version of your policy decide beside the active one',
    description:
      'Without effect: each evaluation from now on is decided by it too, within seconds after the answer was sent.',
    operationId: 'startShadow',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: ShadowResponse })
  async start(
    @CurrentCaller() caller: Caller,
    @Param('id', PolicyIdPipe) policyId: string,
  ): Promise<ShadowResponse> {
    return toShadowResponse(await this.shadows.start(caller, policyId));
  }

  @Get(':id/shadow')
  @RequireScope('policies:read')
  @ApiOperation({
    summary: 'Show how a version of your policy decides beside the active one',
    description: 'Its agreement with the live decisions so far, and a page of those where it differs.',
    operationId: 'showShadow',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: ShadowDecisionsResponse })
  async show(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', PolicyIdPipe) policyId: string,
    @Query() query: ShowShadowQuery,
  ): Promise<ShadowDecisionsResponse> {
    const shown = await this.shadows.show(tenantId, policyId, toDecisionFilter(query), toSlice(query));
    return toShadowDecisionsResponse(shown);
  }

  @Delete(':id/shadow')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('policies:write')
  @ApiOperation({
    summary: 'Stop deciding beside the active version',
    description: 'What it decided stays to be read. Starting it again counts from the beginning.',
    operationId: 'stopShadow',
  })
  @ApiParam(ID)
  @ApiNoContentResponse()
  stop(@CurrentCaller() caller: Caller, @Param('id', PolicyIdPipe) policyId: string): Promise<void> {
    return this.shadows.stop(caller, policyId);
  }
}
