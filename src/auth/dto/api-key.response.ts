import { formatId } from '@libs/ids/typeid';
import { ApiProperty } from '@nestjs/swagger';
import type { IssuedKey, UsedKey } from '../api-key.types';

export const KEY_ID_EXAMPLE = 'key_01m81b8yrhe5ta89c6pqd8tmw2';

export class ApiKeyResponse {
  @ApiProperty({ example: KEY_ID_EXAMPLE }) readonly id!: string;
  @ApiProperty({ example: 'Checkout' }) readonly name!: string;

  @ApiProperty({
    type: [String],
    example: ['evaluations:write', 'evaluations:read'],
    description: 'What the key may do; * is everything.',
  })
  readonly scopes!: readonly string[];

  @ApiProperty({
    type: [String],
    example: ['203.0.113.0/24', '2001:db8::/48'],
    description: 'Where it may be used from, as CIDR. None is everywhere.',
  })
  readonly allowedIps!: readonly string[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: null,
    description: 'The agent without whose signature the key is worth nothing.',
  })
  readonly agentId!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  readonly revokedAt!: string | null;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'At most 60 seconds behind. Null: never, so far.',
  })
  readonly lastUsedAt!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
}

export class CreatedApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({
    example: 'tf_live_0123456789abcdefghijABCDEFGHIJ4W5Kvy',
    required: false,
    description:
      'Shown this once: only its SHA-256 is kept. A replayed answer (Idempotent-Replayed) goes without it.',
  })
  readonly secret!: string;
}

export function toApiKeyResponse({ key, lastUsedAt }: UsedKey): ApiKeyResponse {
  return {
    id: formatId('key', key.id),
    name: key.name,
    scopes: key.scopes,
    allowedIps: key.allowedIps,
    agentId: key.agentId === null ? null : formatId('agent', key.agentId),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}

export function toCreatedApiKeyResponse({ key, secret }: IssuedKey): CreatedApiKeyResponse {
  return { ...toApiKeyResponse({ key, lastUsedAt: null }), secret };
}
