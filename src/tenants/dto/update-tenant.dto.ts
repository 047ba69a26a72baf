import { AllowedIps, toAllowedIps } from '@libs/http/allowed-ips';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, Length } from 'class-validator';
import type { AgentVerification, TenantChange } from '../tenants.types';

const AGENT_VERIFICATIONS: readonly AgentVerification[] = ['optional', 'required'];

export class UpdateTenantDto {
  @ApiPropertyOptional({ example: 'Acme Shop', minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly name?: string;

  @ApiPropertyOptional({ format: 'email', example: 'ops@acme.example', maxLength: 254 })
  @IfPresent()
  @IsEmail()
  @Length(3, 254)
  readonly email?: string;

  @ApiPropertyOptional({
    enum: [...AGENT_VERIFICATIONS],
    example: 'optional',
    description: 'required: no transaction is evaluated without the signature of an agent.',
  })
  @IfPresent()
  @IsIn(AGENT_VERIFICATIONS)
  readonly agentVerification?: AgentVerification;

  @AllowedIps()
  readonly allowedIps?: readonly unknown[];
}

/** Throws `validation_failed` that points at each range of addresses that is none. */
export function toTenantChange({
  name,
  email,
  agentVerification,
  allowedIps,
}: UpdateTenantDto): TenantChange {
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(agentVerification !== undefined && { agentVerification }),
    ...(allowedIps !== undefined && { allowedIps: toAllowedIps(allowedIps) }),
  };
}
