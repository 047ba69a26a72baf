import { Body, Controller, Get, Patch } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TenantResponse, toTenantResponse } from './dto/tenant.response';
import { toTenantChange, UpdateTenantDto } from './dto/update-tenant.dto';
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
    return toTenantResponse(await this.tenants.show(tenantId));
  }

  @Patch()
  @RequireScope('tenant:write')
  @ApiOperation({
    summary: 'Change the tenant of the key',
    description:
      'What is left out stays. Every process knows it within a second. A list of addresses that would shut out the caller is refused.',
    operationId: 'updateTenant',
  })
  @ApiOkResponse({ type: TenantResponse })
  async update(@CurrentCaller() caller: Caller, @Body() body: UpdateTenantDto): Promise<TenantResponse> {
    return toTenantResponse(await this.tenants.update(caller, toTenantChange(body)));
  }
}
