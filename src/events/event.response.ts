import { formatId } from '@libs/ids/typeid';
import { ApiProperty } from '@nestjs/swagger';
import type { Event } from './event.entity';

export const EVENT_ID_EXAMPLE = 'event_01kapm4y6qf0t9d2h1w8zc3v5x';

/** As a delivery tells it. */
export class EventResponse {
  @ApiProperty({ example: EVENT_ID_EXAMPLE }) readonly id!: string;
  @ApiProperty({ example: 'key.revoked' }) readonly type!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z', description: 'When it happened.' })
  readonly timestamp!: string;

  @ApiProperty({ example: 'tenant_01m81b8yrde1g8b3f1q51mthcs' }) readonly tenantId!: string;
  @ApiProperty({ enum: ['live', 'test'], example: 'live' }) readonly mode!: 'live' | 'test';

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { id: 'key_01m81b8yrhe5ta89c6pqd8tmw2', name: 'Checkout' },
    description: 'The resource as its GET answered then. Null once it was erased.',
  })
  readonly data!: object | null;
}

export function toEventResponse(
  { id, tenantId, type, createdAt, data }: Event,
  mode: 'live' | 'test',
): EventResponse {
  return {
    id: formatId('event', id),
    type,
    timestamp: createdAt.toISOString(),
    tenantId: formatId('tenant', tenantId),
    mode,
    data,
  };
}
