import { ApiProperty } from '@nestjs/swagger';
import { TenantSummary, toTenantSummary } from '../tenants.types';
import type { TenantProfile } from '../tenants.types';

export class TenantResponse extends TenantSummary {
  @ApiProperty({ format: 'email', example: 'ops@acme.example' }) readonly email!: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
}

export function toTenantResponse(tenant: TenantProfile): TenantResponse {
  return { ...toTenantSummary(tenant), email: tenant.email, createdAt: tenant.createdAt.toISOString() };
}
