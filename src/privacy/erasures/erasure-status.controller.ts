import { Controller, Get, Param } from '@nestjs/common';
import { Public } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { COMPLETED_EXAMPLE, STATUS_TOKEN_EXAMPLE } from './dto/erasure.example';
import { ErasureResponse, toErasureResponse } from './dto/erasure.response';
import { ErasuresService } from './erasures.service';

/** For who has no key any more: whose tenant is erased. */
@ApiTags('Privacy')
@Controller('v1/privacy/erasure-status')
@Public()
export class ErasureStatusController {
  constructor(private readonly erasures: ErasuresService) {}

  @Get(':token')
  @ApiOperation({
    summary: 'Show an erasure to who knows its statusUrl',
    description: 'Needs no key, and goes on when there is none left.',
    operationId: 'getErasureStatus',
    security: [],
  })
  @ApiParam({ name: 'token', description: 'The end of the statusUrl.', example: STATUS_TOKEN_EXAMPLE })
  @ApiOkResponse({ type: ErasureResponse, example: COMPLETED_EXAMPLE })
  async get(@Param('token') token: string): Promise<ErasureResponse> {
    return toErasureResponse(await this.erasures.getByToken(token));
  }
}
