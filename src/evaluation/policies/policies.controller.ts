import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { CreatePolicyDto, toDefinition } from './dto/create-policy.dto';
import { POLICY_ID_EXAMPLE } from './dto/policy.example';
import { PolicyResponse, PolicyValidationResponse, toPolicyResponse } from './dto/policy.response';
import { toVocabularyResponse, VocabularyResponse } from './dto/vocabulary.response';
import { PoliciesService } from './policies.service';
import { PolicyIdPipe } from './policy-id.pipe';

const PolicyPage = PageOf(PolicyResponse);
const ID = { name: 'id', description: 'The id of the policy.', example: POLICY_ID_EXAMPLE };

@ApiTags('Policies')
@Controller('v1/policies')
export class PoliciesController {
  constructor(private readonly policies: PoliciesService) {}

  @Get()
  @RequireScope('policies:read')
  @ApiOperation({ summary: "List your policy's versions, newest first", operationId: 'listPolicies' })
  @ApiOkResponse({ type: PolicyPage })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<PolicyResponse>> {
    return mapPage(await this.policies.page(caller, toSlice(query)), toPolicyResponse);
  }

  @Get('active')
  @RequireScope('policies:read')
  @ApiOperation({ summary: 'Show the version that decides', operationId: 'getActivePolicy' })
  @ApiOkResponse({ type: PolicyResponse })
  async active(@CurrentCaller() caller: Caller): Promise<PolicyResponse> {
    return toPolicyResponse(await this.policies.active(caller));
  }

  @Get('vocabulary')
  @RequireScope('policies:read')
  @ApiOperation({ summary: 'What a rule may name, and the built-in factors', operationId: 'getVocabulary' })
  @ApiOkResponse({ type: VocabularyResponse })
  vocabulary(): VocabularyResponse {
    return toVocabularyResponse();
  }

  @Get(':id')
  @RequireScope('policies:read')
  @ApiOperation({ summary: 'Show a version of your policy', operationId: 'getPolicy' })
  @ApiParam(ID)
  @ApiOkResponse({ type: PolicyResponse })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', PolicyIdPipe) id: string,
  ): Promise<PolicyResponse> {
    return toPolicyResponse(await this.policies.get(tenantId, id));
  }

  @Post()
  @RequireScope('policies:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Create a version of your policy',
    description: 'A draft: it decides nothing before it is activated.',
    operationId: 'createPolicy',
  })
  @ApiCreatedResponse({ type: PolicyResponse })
  async create(@CurrentCaller() caller: Caller, @Body() body: CreatePolicyDto): Promise<PolicyResponse> {
    return toPolicyResponse(await this.policies.create(caller, toDefinition(body)));
  }

  @Post('validate')
  @HttpCode(HttpStatus.OK)
  @RequireScope('policies:write')
  @ApiOperation({ summary: 'Check a policy and keep nothing', operationId: 'validatePolicy' })
  @ApiOkResponse({ type: PolicyValidationResponse })
  async validate(
    @CurrentCaller() caller: Caller,
    @Body() body: CreatePolicyDto,
  ): Promise<PolicyValidationResponse> {
    await this.policies.validate(caller, toDefinition(body));
    return { valid: true };
  }

  @Post(':id/activate')
  @HttpCode(HttpStatus.OK)
  @RequireScope('policies:write')
  @ApiOperation({
    summary: 'Let a version of your policy decide',
    description: 'Within a second in every process. The former version stays: activating it goes back.',
    operationId: 'activatePolicy',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: PolicyResponse })
  async activate(
    @CurrentCaller() caller: Caller,
    @Param('id', PolicyIdPipe) id: string,
  ): Promise<PolicyResponse> {
    return toPolicyResponse(await this.policies.activate(caller, id));
  }
}
