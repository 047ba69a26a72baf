import { formatId } from '@libs/ids/typeid';
import { publicKeyText } from '@libs/webhook-signature/webhook-keys';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { DisabledReason, EndpointStatus } from '../../webhooks.types';
import type { EndpointHealth, EndpointView, IssuedEndpoint, SecretView } from '../endpoint-views';

export const ENDPOINT_ID_EXAMPLE = 'endpoint_01kapm4y6qf0t9d2h1w8zc3v5x';
const PUBLIC_KEY_EXAMPLE = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
const FORMER_KEY_EXAMPLE = 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const TIME = { type: 'string', format: 'date-time' } as const;
const TIME_OR_NULL = { ...TIME, nullable: true, example: null } as const;

export class EndpointHealthResponse {
  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'Since when nothing has got through. Null: the last one did.',
  })
  readonly failingSince!: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'Nothing is sent before: it failed too often, or asked for a pause.',
  })
  readonly heldUntil!: string | null;

  @ApiProperty(TIME_OR_NULL)
  readonly lastDeliveredAt!: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    description: 'When the oldest event happened that is still on its way to it. Null: there is none.',
  })
  readonly oldestUndeliveredAt!: string | null;
}

export class EndpointSecretResponse {
  @ApiProperty({ type: 'integer', example: 1 }) readonly version!: number;

  @ApiProperty({ example: PUBLIC_KEY_EXAMPLE, description: 'Checks its v1a signatures.' })
  readonly publicKey!: string;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;

  @ApiProperty({ ...TIME_OR_NULL, description: 'It signs until then. Null: it was not replaced.' })
  readonly expiresAt!: string | null;

  @ApiProperty({
    ...TIME_OR_NULL,
    example: '2027-11-22T10:00:00.000Z',
    description:
      'When it should be replaced at the latest; the event secret.rotation_due tells 90 days before. Null: it was.',
  })
  readonly rotateBy!: string | null;
}

export class EndpointResponse {
  @ApiProperty({ example: ENDPOINT_ID_EXAMPLE }) readonly id!: string;
  @ApiProperty({ example: 'https://shop.example/trustflow' }) readonly url!: string;
  @ApiProperty({ type: [String], example: ['evaluation.*', 'review.resolved'] })
  readonly eventTypes!: readonly string[];
  @ApiProperty({ type: 'string', nullable: true, example: 'Order desk' }) readonly description!:
    string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 100,
    description: 'The most deliveries a second. Null: as fast as it answers.',
  })
  readonly maxPerSecond!: number | null;

  @ApiProperty({ enum: ['enabled', 'disabled'], example: 'enabled' }) readonly status!: EndpointStatus;

  @ApiProperty({
    type: 'string',
    enum: ['customer', 'gone', 'failing', null],
    nullable: true,
    example: null,
    description: 'gone: it answered 410. failing: nothing got through for five days.',
  })
  readonly disabledReason!: DisabledReason | null;

  @ApiProperty(TIME_OR_NULL) readonly disabledAt!: string | null;
  @ApiProperty({ type: EndpointHealthResponse }) readonly health!: EndpointHealthResponse;

  @ApiProperty({ type: [EndpointSecretResponse], description: 'Those that sign, the newest first.' })
  readonly secrets!: readonly EndpointSecretResponse[];

  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:00.000Z' }) readonly createdAt!: string;
  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:00.000Z' }) readonly updatedAt!: string;
}

export class IssuedEndpointResponse extends EndpointResponse {
  @ApiProperty({
    example: PUBLIC_KEY_EXAMPLE,
    description: 'Of the new secret: checks v1a signatures, and makes none.',
  })
  readonly publicKey!: string;

  @ApiProperty({
    example: 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
    required: false,
    description:
      'Checks v1 signatures. Shown this once: it is kept nowhere. A replayed answer (Idempotent-Replayed) goes without it.',
  })
  readonly secret!: string;
}

export class RotatedEndpointResponse extends OmitType(IssuedEndpointResponse, ['secrets'] as const) {
  @ApiProperty({
    type: [EndpointSecretResponse],
    example: [
      {
        ...{ version: 2, publicKey: PUBLIC_KEY_EXAMPLE, createdAt: '2026-11-23T10:00:00.000Z' },
        ...{ expiresAt: null, rotateBy: '2027-11-23T10:00:00.000Z' },
      },
      {
        ...{ version: 1, publicKey: FORMER_KEY_EXAMPLE, createdAt: '2026-11-22T10:00:00.000Z' },
        ...{ expiresAt: '2026-11-24T10:00:00.000Z', rotateBy: null },
      },
    ],
    description: 'Those that sign, the newest first.',
  })
  readonly secrets!: readonly EndpointSecretResponse[];
}

export function toEndpointResponse({ endpoint, health, secrets }: EndpointView): EndpointResponse {
  const { url, eventTypes, description, maxPerSecond, status, disabledReason } = endpoint;
  return {
    id: formatId('endpoint', endpoint.id),
    ...{ url, eventTypes, description, maxPerSecond, status, disabledReason },
    disabledAt: textOf(endpoint.disabledAt),
    health: toHealthResponse(health),
    secrets: secrets.map(toSecretResponse),
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
}

export function toIssuedEndpointResponse({ view, issued }: IssuedEndpoint): IssuedEndpointResponse {
  return {
    ...toEndpointResponse(view),
    publicKey: publicKeyText(issued.row.publicKey),
    secret: issued.secret,
  };
}

function toHealthResponse(health: EndpointHealth): EndpointHealthResponse {
  return {
    failingSince: textOf(health.failingSince),
    heldUntil: textOf(health.heldUntil),
    lastDeliveredAt: textOf(health.lastDeliveredAt),
    oldestUndeliveredAt: textOf(health.oldestUndeliveredAt),
  };
}

function toSecretResponse({
  version,
  publicKey,
  createdAt,
  expiresAt,
  rotateBy,
}: SecretView): EndpointSecretResponse {
  return {
    version,
    publicKey: publicKeyText(publicKey),
    createdAt: createdAt.toISOString(),
    expiresAt: textOf(expiresAt),
    rotateBy: textOf(rotateBy),
  };
}

function textOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
