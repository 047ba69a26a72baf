import { AllowedIps, toAllowedIps } from '@libs/http/allowed-ips';
import { IfPresent } from '@libs/http/if-present';
import { IsId } from '@libs/http/is-id';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';
import { parsedItems } from '@libs/http/parsed-items';
import { isScope, SCOPES } from '@libs/http/scope';
import { parseId } from '@libs/ids/typeid';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { KeyTerms } from '../api-key.types';

const NO_SCOPE = {
  pointer: '/scopes',
  code: 'is_scope',
  detail: `Each of scopes must be one of ${SCOPES.join(', ')}.`,
};

export class CreateApiKeyDto {
  @ApiProperty({ example: 'Checkout', minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly name!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...SCOPES] },
    minItems: 1,
    maxItems: SCOPES.length,
    example: ['evaluations:write', 'evaluations:read'],
    description: 'What the key may do, no more than the key that creates it; * is everything.',
  })
  @ArrayMaxSize(SCOPES.length)
  @ArrayMinSize(1)
  @IsArray()
  readonly scopes!: readonly unknown[];

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'From then on the key is refused. It can’t be put off.',
  })
  @IfPresent()
  @IsTimestamp()
  readonly expiresAt?: string;

  @AllowedIps()
  readonly allowedIps?: readonly unknown[];

  @ApiPropertyOptional({
    description: 'The agent without whose signature the key is worth nothing.',
  })
  @IfPresent()
  @IsId('agent')
  readonly agentId?: string;
}

/** Throws `validation_failed` that points at each item of a list that is none. */
export function toKeyTerms({ name, scopes, expiresAt, allowedIps, agentId }: CreateApiKeyDto): KeyTerms {
  return {
    name,
    scopes: parsedItems(scopes, NO_SCOPE, (scope) => (isScope(scope) ? scope : undefined)),
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
    allowedIps: toAllowedIps(allowedIps ?? []),
    agentId: (agentId === undefined ? undefined : parseId('agent', agentId)) ?? null,
  };
}
