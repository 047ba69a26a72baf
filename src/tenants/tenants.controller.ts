import { Controller, Get } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TenantResponse, toTenantResponse } from './dto/tenant.response';
import { TenantsService } from './tenants.service';

@ApiTags('Tenant')
@Controller('v1/tenant')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Get()
  @RequireScope('tenant:read')
  @ApiOperation({ summary: 'Show the tenant of the key', operationId: 'getTenant' })
  @ApiOkResponse({ type: TenantResponse })
  async get(@CurrentCaller() { tenantId }: Caller): Promise<TenantResponse> {
    return toTenantResponse(await this.tenants.get(tenantId));
  }
}
