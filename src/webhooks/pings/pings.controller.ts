import { Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { PINGED_EXAMPLE } from '../deliveries/delivery.example';
import { DeliveryResponse, toDeliveryResponse } from '../deliveries/delivery.response';
import { ENDPOINT_ID_EXAMPLE } from '../endpoints/dto/endpoint.response';
import { EndpointIdPipe } from '../endpoints/endpoint-id.pipe';
import { PingsService } from './pings.service';

/** Not idempotent: it creates nothing that is kept for its own sake, and a key would be held while a stranger answers. */
@ApiTags('Webhooks')
@Controller('v1/webhook-endpoints')
export class PingsController {
  constructor(private readonly pings: PingsService) {}

  @Post(':id/test')
  @HttpCode(HttpStatus.OK)
  @RequireScope('webhooks:write')
  @ApiOperation({
    summary: 'Test a webhook endpoint',
    description:
      'Sends endpoint.pinged now, to a disabled endpoint too, and answers 200 with what came back, whatever it is: ' +
      'look at status and attempts. It is tried once, and not held against the endpoint.',
    operationId: 'testWebhookEndpoint',
  })
  @ApiParam({ name: 'id', description: 'The id of the endpoint.', example: ENDPOINT_ID_EXAMPLE })
  @ApiOkResponse({ type: DeliveryResponse, example: PINGED_EXAMPLE })
  async send(
    @CurrentCaller() caller: Caller,
    @Param('id', EndpointIdPipe) endpointId: string,
  ): Promise<DeliveryResponse> {
    return toDeliveryResponse(await this.pings.send(caller, endpointId));
  }
}
