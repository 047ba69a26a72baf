import { parsedItems } from '@libs/http/parsed-items';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { EVENT_TYPES } from '../../../events/events.types';
import type { EndpointStatus } from '../../webhooks.types';
import type { EndpointChange, EndpointTerms } from '../endpoint-change';
import { isSubscribable } from '../event-subscription';

const MAX_URL = 2_048;
const MAX_TYPES = 50;
const MAX_DESCRIPTION = 256;
const MAX_PER_SECOND = 1_000;
const STATUSES: readonly EndpointStatus[] = ['enabled', 'disabled'];
const NO_TYPE = {
  pointer: '/eventTypes',
  code: 'is_event_type',
  detail: `Each of eventTypes must be *, all of a kind such as evaluation.*, or one of ${EVENT_TYPES.join(', ')}.`,
};

const URL_FIELD = {
  example: 'https://shop.example/trustflow',
  minLength: 1,
  maxLength: MAX_URL,
  description: 'Where deliveries are posted to: https, port 443 or 8443, and public.',
};
const TYPES_FIELD = {
  type: 'array' as const,
  items: { type: 'string' as const },
  minItems: 1,
  maxItems: MAX_TYPES,
  example: ['evaluation.*', 'review.resolved'],
  description:
    'What it is told of: a type, all of a kind (evaluation.*), or everything (*), later types too. ' +
    'Needs the scope that reads what they show, for example evaluations:read.',
};
const DESCRIPTION_FIELD = { example: 'Order desk', minLength: 1, maxLength: MAX_DESCRIPTION };
const RATE_FIELD = {
  type: 'integer' as const,
  minimum: 1,
  maximum: MAX_PER_SECOND,
  example: 100,
};

export class CreateEndpointDto {
  @ApiProperty(URL_FIELD)
  @IsPrintable(MAX_URL)
  readonly url!: string;

  @ApiProperty(TYPES_FIELD)
  @ArrayMaxSize(MAX_TYPES)
  @ArrayMinSize(1)
  @IsArray()
  readonly eventTypes!: readonly unknown[];

  @ApiPropertyOptional(DESCRIPTION_FIELD)
  @IfPresent()
  @IsPrintable(MAX_DESCRIPTION)
  readonly description?: string;

  @ApiPropertyOptional({
    ...RATE_FIELD,
    description: 'The most deliveries a second. Without it: as fast as it answers.',
  })
  @IfPresent()
  @Max(MAX_PER_SECOND)
  @Min(1)
  @IsInt()
  readonly maxPerSecond?: number;
}

export class UpdateEndpointDto {
  @ApiPropertyOptional(URL_FIELD)
  @IfPresent()
  @IsPrintable(MAX_URL)
  readonly url?: string;

  @ApiPropertyOptional(TYPES_FIELD)
  @IfPresent()
  @ArrayMaxSize(MAX_TYPES)
  @ArrayMinSize(1)
  @IsArray()
  readonly eventTypes?: readonly unknown[];

  @ApiPropertyOptional({
    ...DESCRIPTION_FIELD,
    type: 'string',
    nullable: true,
    description: 'null takes it away.',
  })
  @IsOptional()
  @IsPrintable(MAX_DESCRIPTION)
  readonly description?: string | null;

  @ApiPropertyOptional({ ...RATE_FIELD, nullable: true, description: 'null lifts the limit.' })
  @IsOptional()
  @Max(MAX_PER_SECOND)
  @Min(1)
  @IsInt()
  readonly maxPerSecond?: number | null;

  @ApiPropertyOptional({
    enum: [...STATUSES],
    example: 'enabled',
    description:
      'disabled: nothing is sent, and what it misses is kept as failed. enabled: it begins anew, whatever went wrong before.',
  })
  @IfPresent()
  @IsIn(STATUSES)
  readonly status?: EndpointStatus;
}

/** Throws `validation_failed` that points at each event type that is none. */
export function toEndpointTerms({
  url,
  eventTypes,
  description,
  maxPerSecond,
}: CreateEndpointDto): EndpointTerms {
  return {
    url,
    eventTypes: toEventTypes(eventTypes),
    description: description ?? null,
    maxPerSecond: maxPerSecond ?? null,
  };
}

/** Throws as above. */
export function toEndpointChange({ eventTypes, ...others }: UpdateEndpointDto): EndpointChange {
  const entries = Object.entries<unknown>({ ...others });
  const named = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return { ...named, ...(eventTypes !== undefined && { eventTypes: toEventTypes(eventTypes) }) };
}

function toEventTypes(items: readonly unknown[]): string[] {
  return parsedItems(items, NO_TYPE, (item) =>
    typeof item === 'string' && isSubscribable(item) ? item : undefined,
  );
}
