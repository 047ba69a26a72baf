import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { ENDPOINT_ID_EXAMPLE } from '../deliveries/delivery.example';
import { EndpointIdPipe } from '../endpoints/endpoint-id.pipe';
import { RecoveriesService } from './recoveries.service';
import { RECOVERY_ID_EXAMPLE, SENDING_EXAMPLE, STARTED_EXAMPLE } from './recovery.example';
import { RecoveryIdPipe } from './recovery-id.pipe';
import { RecoveryResponse, toRecoveryResponse } from './recovery.response';
import { StartRecoveryDto } from './start-recovery.dto';

@ApiTags('Webhooks')
@Controller('v1')
export class RecoveriesController {
  constructor(private readonly recoveries: RecoveriesService) {}

  @Post('webhook-endpoints/:id/recover')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequireScope('webhooks:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Send again all that failed since then',
    description:
      'Each failed delivery of the endpoint is due at once, with all its retries before it again. What was erased ' +
      'is left out. Location tells where to see how far it is.',
    operationId: 'startRecovery',
  })
  @ApiParam({ name: 'id', description: 'The id of the endpoint.', example: ENDPOINT_ID_EXAMPLE })
  @ApiAcceptedResponse({ type: RecoveryResponse, example: STARTED_EXAMPLE })
  async start(
    @CurrentCaller() caller: Caller,
    @Param('id', EndpointIdPipe) endpointId: string,
    @Body() { since }: StartRecoveryDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RecoveryResponse> {
    const recovery = toRecoveryResponse(await this.recoveries.start(caller, endpointId, new Date(since)));
    response.location(`/v1/recoveries/${recovery.id}`);
    return recovery;
  }

  @Get('recoveries/:id')
  @RequireScope('webhooks:read')
  @ApiOperation({
    summary: 'Show a recovery: what was found, and how it ended so far',
    description: 'The counts are exact at any moment.',
    operationId: 'getRecovery',
  })
  @ApiParam({ name: 'id', description: 'The id of the recovery.', example: RECOVERY_ID_EXAMPLE })
  @ApiOkResponse({ type: RecoveryResponse, example: SENDING_EXAMPLE })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', RecoveryIdPipe) id: string,
  ): Promise<RecoveryResponse> {
    return toRecoveryResponse(await this.recoveries.get(tenantId, id));
  }
}
