import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { COMPLETED_EXAMPLE, ERASURE_ID_EXAMPLE, REQUESTED_EXAMPLE } from './dto/erasure.example';
import { ErasureResponse, RequestedErasureResponse, toErasureResponse } from './dto/erasure.response';
import { RequestErasureDto, toErasureRequest } from './dto/request-erasure.dto';
import { ErasureIdPipe } from './erasure-id.pipe';
import { ErasuresService } from './erasures.service';

const ID = { name: 'id', description: 'The id of the erasure.', example: ERASURE_ID_EXAMPLE };

@ApiTags('Privacy')
@Controller('v1/privacy/erasures')
export class ErasuresController {
  constructor(
    private readonly erasures: ErasuresService,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @RequireScope('privacy:write')
  @Idempotent({ shownOnce: ['statusUrl'] })
  @ApiOperation({
    summary: 'Erase a subject, or the whole tenant',
    description:
      'A subject is erased at once: its id is taken out of everything that names it and its profile is deleted; ' +
      'decisions, amounts and other ids stay. A tenant is erased after 72 hours, in which it can be taken back. ' +
      'A live tenant takes its sandbox along. Location tells where to see how far it is.',
    operationId: 'requestErasure',
  })
  @ApiAcceptedResponse({ type: RequestedErasureResponse, example: REQUESTED_EXAMPLE })
  async request(
    @CurrentCaller() caller: Caller,
    @Body() body: RequestErasureDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RequestedErasureResponse> {
    const { erasure, token } = await this.erasures.request(caller, toErasureRequest(body));
    const shown = toErasureResponse(erasure);
    response.location(`/v1/privacy/erasures/${shown.id}`);
    return { ...shown, statusUrl: `${this.settings.publicUrl}/v1/privacy/erasure-status/${token}` };
  }

  @Get()
  @RequireScope('privacy:read')
  @ApiOperation({ summary: 'List erasures', operationId: 'listErasures' })
  @ApiOkResponse({
    type: PageOf(ErasureResponse),
    example: { data: [COMPLETED_EXAMPLE], nextCursor: null },
  })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: PageQuery,
  ): Promise<Page<ErasureResponse>> {
    return mapPage(await this.erasures.page(tenantId, toSlice(query)), toErasureResponse);
  }

  @Get(':id')
  @RequireScope('privacy:read')
  @ApiOperation({
    summary: 'Show an erasure: how far it is, and its certificate',
    operationId: 'getErasure',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: ErasureResponse, example: COMPLETED_EXAMPLE })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', ErasureIdPipe) id: string,
  ): Promise<ErasureResponse> {
    return toErasureResponse(await this.erasures.get(tenantId, id));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('privacy:write')
  @ApiOperation({
    summary: 'Take back the erasure of a tenant',
    description: 'While it waits. One that was taken back already stays so.',
    operationId: 'cancelErasure',
  })
  @ApiParam(ID)
  @ApiNoContentResponse()
  cancel(@CurrentCaller() caller: Caller, @Param('id', ErasureIdPipe) id: string): Promise<void> {
    return this.erasures.cancel(caller, id);
  }
}
