import { ApiProperty } from '@nestjs/swagger';
import { TenantSummary, toTenantSummary } from '../tenants.types';
import type { AgentVerification, TenantProfile } from '../tenants.types';

export class TenantResponse extends TenantSummary {
  @ApiProperty({ format: 'email', example: 'ops@acme.example' }) readonly email!: string;

  @ApiProperty({
    enum: ['optional', 'required'],
    example: 'optional',
    description: 'Whether a transaction is evaluated without the signature of an agent.',
  })
  readonly agentVerification!: AgentVerification;

  @ApiProperty({
    type: [String],
    example: ['203.0.113.0/24', '2001:db8::/48'],
    description: 'From where all of its keys may be used, as CIDR. None is everywhere.',
  })
  readonly allowedIps!: readonly string[];

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
}

export function toTenantResponse(
  tenant: Omit<TenantProfile, 'fingerprintKey' | 'isSuspended'>,
): TenantResponse {
  const { email, agentVerification, allowedIps, createdAt } = tenant;
  return {
    ...toTenantSummary(tenant),
    ...{ email, agentVerification, allowedIps: allowedIps.cidrs, createdAt: createdAt.toISOString() },
  };
}
