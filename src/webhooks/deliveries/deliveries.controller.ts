import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { EndpointIdPipe } from '../endpoints/endpoint-id.pipe';
import { DeliveriesService } from './deliveries.service';
import { DeliveryIdPipe } from './delivery-id.pipe';
import {
  DELIVERED_EXAMPLE,
  DELIVERIES_EXAMPLE,
  DELIVERY_ID_EXAMPLE,
  ENDPOINT_ID_EXAMPLE,
  RETRIED_EXAMPLE,
} from './delivery.example';
import {
  DeliveryResponse,
  DeliverySummaryResponse,
  toDeliveryResponse,
  toDeliverySummaryResponse,
} from './delivery.response';
import { ListDeliveriesQuery } from './list-deliveries.dto';

const DeliveryPage = PageOf(DeliverySummaryResponse);
const ID = { name: 'id', description: 'The id of the delivery.', example: DELIVERY_ID_EXAMPLE };

@ApiTags('Webhooks')
@Controller('v1')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  @Get('webhook-endpoints/:id/deliveries')
  @RequireScope('webhooks:read')
  @ApiOperation({
    summary: "List an endpoint's deliveries, the newest event first",
    description: 'Of a deleted endpoint too, for as long as its events are kept.',
    operationId: 'listDeliveries',
  })
  @ApiParam({ name: 'id', description: 'The id of the endpoint.', example: ENDPOINT_ID_EXAMPLE })
  @ApiOkResponse({ type: DeliveryPage, example: DELIVERIES_EXAMPLE })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EndpointIdPipe) endpointId: string,
    @Query() query: ListDeliveriesQuery,
  ): Promise<Page<DeliverySummaryResponse>> {
    const asked = { status: query.status, slice: toSlice(query) };
    return mapPage(await this.deliveries.page(tenantId, endpointId, asked), toDeliverySummaryResponse);
  }

  @Get('deliveries/:id')
  @RequireScope('webhooks:read')
  @ApiOperation({ summary: 'Show a delivery with all its attempts', operationId: 'getDelivery' })
  @ApiParam(ID)
  @ApiOkResponse({ type: DeliveryResponse, example: DELIVERED_EXAMPLE })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', DeliveryIdPipe) id: string,
  ): Promise<DeliveryResponse> {
    return toDeliveryResponse(await this.deliveries.get(tenantId, id));
  }

  @Post('deliveries/:id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequireScope('webhooks:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Send a delivery again',
    description:
      'Now, and with all its retries before it again; one that was delivered too. Not while it is being sent, and ' +
      'not to an endpoint that is disabled or deleted.',
    operationId: 'retryDelivery',
  })
  @ApiParam(ID)
  @ApiAcceptedResponse({ type: DeliveryResponse, example: RETRIED_EXAMPLE })
  async retry(
    @CurrentCaller() caller: Caller,
    @Param('id', DeliveryIdPipe) id: string,
  ): Promise<DeliveryResponse> {
    return toDeliveryResponse(await this.deliveries.retry(caller, id));
  }
}
