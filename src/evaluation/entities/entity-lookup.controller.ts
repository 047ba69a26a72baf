import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EntityLookupService } from './entity-lookup.service';
import { EntityResponse } from './entity.response';
import { LookUpEntityDto } from './look-up-entity.dto';

@ApiTags('Entities')
@Controller('v1/entities')
export class EntityLookupController {
  constructor(private readonly entities: EntityLookupService) {}

  @Post('lookup')
  @HttpCode(HttpStatus.OK)
  @RequireScope('evaluations:read')
  @ApiOperation({
    summary: 'What is known of a customer, a device …',
    description: 'A POST, so that ids of yours stay out of URLs.',
    operationId: 'lookUpEntity',
  })
  @ApiOkResponse({ type: EntityResponse })
  lookUp(@CurrentCaller() { tenantId }: Caller, @Body() body: LookUpEntityDto): Promise<EntityResponse> {
    return this.entities.lookUp(tenantId, body);
  }
}
