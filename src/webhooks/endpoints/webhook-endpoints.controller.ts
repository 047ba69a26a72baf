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
import { Idempotent } from '../../idempotency/idempotent.decorator';
import {
  CreateEndpointDto,
  toEndpointChange,
  toEndpointTerms,
  UpdateEndpointDto,
} from './dto/endpoint-terms.dto';
import {
  ENDPOINT_ID_EXAMPLE,
  EndpointResponse,
  IssuedEndpointResponse,
  RotatedEndpointResponse,
  toEndpointResponse,
  toIssuedEndpointResponse,
} from './dto/endpoint.response';
import { RotateSecretDto } from './dto/rotate-secret.dto';
import { EndpointIdPipe } from './endpoint-id.pipe';
import { WebhookEndpointsService } from './webhook-endpoints.service';

const EndpointPage = PageOf(EndpointResponse);
const ID = { name: 'id', description: 'The id of the endpoint.', example: ENDPOINT_ID_EXAMPLE };

@ApiTags('Webhooks')
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(private readonly endpoints: WebhookEndpointsService) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'List the webhook endpoints, newest first', operationId: 'listWebhookEndpoints' })
  @ApiOkResponse({ type: EndpointPage })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: PageQuery,
  ): Promise<Page<EndpointResponse>> {
    return mapPage(await this.endpoints.page(tenantId, toSlice(query)), toEndpointResponse);
  }

  @Post()
  @RequireScope('webhooks:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Create a webhook endpoint',
    description:
      'It is told of what happens from now on. The key needs the scope that reads what each of the types shows. ' +
      'The secret is in this answer only.',
    operationId: 'createWebhookEndpoint',
  })
  @ApiCreatedResponse({ type: IssuedEndpointResponse })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateEndpointDto,
  ): Promise<IssuedEndpointResponse> {
    return toIssuedEndpointResponse(await this.endpoints.create(caller, toEndpointTerms(body)));
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Show a webhook endpoint', operationId: 'getWebhookEndpoint' })
  @ApiParam(ID)
  @ApiOkResponse({ type: EndpointResponse })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EndpointIdPipe) id: string,
  ): Promise<EndpointResponse> {
    return toEndpointResponse(await this.endpoints.get(tenantId, id));
  }

  @Patch(':id')
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Change a webhook endpoint',
    description:
      'What is left out stays. The key needs the scope that reads what each of the types shows, whatever is changed. ' +
      'What is on its way goes to the URL that there is when it is sent.',
    operationId: 'updateWebhookEndpoint',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: EndpointResponse })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', EndpointIdPipe) id: string,
    @Body() body: UpdateEndpointDto,
  ): Promise<EndpointResponse> {
    return toEndpointResponse(await this.endpoints.update(caller, id, toEndpointChange(body)));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Delete a webhook endpoint',
    description:
      'With its secrets: nobody can make them again. What was on its way to it fails, and stays readable.',
    operationId: 'deleteWebhookEndpoint',
  })
  @ApiParam(ID)
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @Param('id', EndpointIdPipe) id: string): Promise<void> {
    return this.endpoints.remove(caller, id);
  }

  @Post(':id/rotate-secret')
  @RequireScope('webhooks:write')
  @Idempotent({ shownOnce: ['secret'] })
  @ApiOperation({
    summary: 'Replace the secret of a webhook endpoint',
    description:
      'During the overlap every delivery carries the signatures of both. At most 5 secrets sign at once. ' +
      'The secret is in this answer only.',
    operationId: 'rotateWebhookSecret',
  })
  @ApiParam(ID)
  @ApiCreatedResponse({ type: RotatedEndpointResponse })
  async rotateSecret(
    @CurrentCaller() caller: Caller,
    @Param('id', EndpointIdPipe) id: string,
    @Body() { overlapSeconds }: RotateSecretDto,
  ): Promise<RotatedEndpointResponse> {
    return toIssuedEndpointResponse(await this.endpoints.rotateSecret(caller, id, overlapSeconds));
  }
}
