import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
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
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiKeyIdPipe } from './api-key-id.pipe';
import { ApiKeysService } from './api-keys.service';
import {
  ApiKeyResponse,
  CreatedApiKeyResponse,
  KEY_ID_EXAMPLE,
  toApiKeyResponse,
  toCreatedApiKeyResponse,
} from './dto/api-key.response';
import { CreateApiKeyDto, toKeyTerms } from './dto/create-api-key.dto';
import { RotateApiKeyDto } from './dto/rotate-api-key.dto';

const ApiKeyPage = PageOf(ApiKeyResponse);
const ID = { name: 'id', description: 'The id of the API key.', example: KEY_ID_EXAMPLE };

@ApiTags('API keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @RequireScope('keys:read')
  @ApiOperation({
    summary: 'List the API keys, newest first',
    description: 'Those that were revoked or have expired too. No secret is in it.',
    operationId: 'listApiKeys',
  })
  @ApiOkResponse({ type: ApiKeyPage })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: PageQuery,
  ): Promise<Page<ApiKeyResponse>> {
    return mapPage(await this.keys.page(tenantId, toSlice(query)), toApiKeyResponse);
  }

  @Post()
  @RequireScope('keys:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Create an API key',
    description: 'With no scope that the key which asks has not. The secret is in this answer only.',
    operationId: 'createApiKey',
  })
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateApiKeyDto,
  ): Promise<CreatedApiKeyResponse> {
    return toCreatedApiKeyResponse(await this.keys.create(caller, toKeyTerms(body)));
  }

  @Get(':id')
  @RequireScope('keys:read')
  @ApiOperation({ summary: 'Show an API key', operationId: 'getApiKey' })
  @ApiParam(ID)
  @ApiOkResponse({ type: ApiKeyResponse })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', ApiKeyIdPipe) id: string,
  ): Promise<ApiKeyResponse> {
    return toApiKeyResponse(await this.keys.get(tenantId, id));
  }

  @Post(':id/rotate')
  @RequireScope('keys:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Replace an API key',
    description:
      'Answers with a new key of the same name, scopes, addresses and agent, which expires when the old one would have. ' +
      'The old one expires after the overlap. Needs every scope of the key.',
    operationId: 'rotateApiKey',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: CreatedApiKeyResponse })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param('id', ApiKeyIdPipe) id: string,
    @Body() { overlapSeconds }: RotateApiKeyDto,
  ): Promise<CreatedApiKeyResponse> {
    return toCreatedApiKeyResponse(await this.keys.rotate(caller, id, overlapSeconds));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('keys:write')
  @ApiOperation({
    summary: 'Revoke an API key',
    description:
      'Every process refuses it within a second, for good; it stays on the list. Once more changes nothing. ' +
      'The last key that can manage keys can only be rotated.',
    operationId: 'revokeApiKey',
  })
  @ApiParam(ID)
  @ApiNoContentResponse()
  revoke(@CurrentCaller() caller: Caller, @Param('id', ApiKeyIdPipe) id: string): Promise<void> {
    return this.keys.revoke(caller, id);
  }
}
