import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
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
import { AgentIdPipe, AgentKeyIdPipe } from './agent-id.pipe';
import { AgentsService } from './agents.service';
import {
  AddAgentKeyDto,
  CreateAgentDto,
  toAgentChange,
  toAgentTerms,
  UpdateAgentDto,
} from './dto/agent-terms.dto';
import {
  AGENT_ID_EXAMPLE,
  AGENT_KEY_ID_EXAMPLE,
  AgentResponse,
  IssuedAgentKeyResponse,
  IssuedAgentResponse,
  toAgentResponse,
  toIssuedAgentKeyResponse,
  toIssuedAgentResponse,
} from './dto/agent.response';
import { ListAgentsQuery } from './dto/list-agents.dto';

const AgentPage = PageOf(AgentResponse);
const ID = { name: 'id', description: 'The id of the agent.', example: AGENT_ID_EXAMPLE };
const KEY_ID = { name: 'keyId', description: 'The id of the key.', example: AGENT_KEY_ID_EXAMPLE };

@ApiTags('Agents')
@Controller('v1/agents')
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @RequireScope('agents:read')
  @ApiOperation({ summary: 'List the agents, newest first', operationId: 'listAgents' })
  @ApiOkResponse({ type: AgentPage })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: ListAgentsQuery,
  ): Promise<Page<AgentResponse>> {
    return mapPage(await this.agents.page(tenantId, query.status, toSlice(query)), toAgentResponse);
  }

  @Post()
  @RequireScope('agents:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Register an agent',
    description:
      'A program that acts for you and signs its requests. Of hmac the secret is in this answer only. ' +
      'What makes its mandate binding is an API key with its agentId: without its signature such a key opens nothing.',
    operationId: 'registerAgent',
  })
  @ApiCreatedResponse({ type: IssuedAgentResponse })
  async register(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateAgentDto,
  ): Promise<IssuedAgentResponse> {
    return toIssuedAgentResponse(await this.agents.register(caller, toAgentTerms(body)));
  }

  @Get(':id')
  @RequireScope('agents:read')
  @ApiOperation({ summary: 'Show an agent', operationId: 'getAgent' })
  @ApiParam(ID)
  @ApiOkResponse({ type: AgentResponse })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', AgentIdPipe) id: string,
  ): Promise<AgentResponse> {
    return toAgentResponse(await this.agents.get(tenantId, id));
  }

  @Patch(':id')
  @RequireScope('agents:write')
  @ApiOperation({
    summary: 'Change an agent',
    description: 'Its name or its mandate; what is left out stays. Every process knows within a second.',
    operationId: 'updateAgent',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: AgentResponse })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', AgentIdPipe) id: string,
    @Body() body: UpdateAgentDto,
  ): Promise<AgentResponse> {
    return toAgentResponse(await this.agents.update(caller, id, toAgentChange(body)));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('agents:write')
  @ApiOperation({
    summary: 'Revoke an agent',
    description: 'With all of its keys, for good, within a second. It stays readable.',
    operationId: 'revokeAgent',
  })
  @ApiParam(ID)
  @ApiNoContentResponse()
  revoke(@CurrentCaller() caller: Caller, @Param('id', AgentIdPipe) id: string): Promise<void> {
    return this.agents.revoke(caller, id);
  }

  @Post(':id/keys')
  @RequireScope('agents:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Give an agent another key',
    description: 'Of its method. All of its keys are good until they are revoked; at most 10 at once.',
    operationId: 'addAgentKey',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: IssuedAgentKeyResponse })
  async addKey(
    @CurrentCaller() caller: Caller,
    @Param('id', AgentIdPipe) id: string,
    @Body() { publicKey }: AddAgentKeyDto,
  ): Promise<IssuedAgentKeyResponse> {
    return toIssuedAgentKeyResponse(await this.agents.addKey(caller, id, publicKey));
  }

  @Delete(':id/keys/:keyId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('agents:write')
  @ApiOperation({
    summary: 'Revoke a key of an agent',
    description: 'For good, within a second.',
    operationId: 'revokeAgentKey',
  })
  @ApiParam(ID)
  @ApiParam(KEY_ID)
  @ApiNoContentResponse()
  revokeKey(
    @CurrentCaller() caller: Caller,
    @Param('id', AgentIdPipe) id: string,
    @Param('keyId', AgentKeyIdPipe) keyId: string,
  ): Promise<void> {
    return this.agents.revokeKey(caller, id, keyId);
  }
}
