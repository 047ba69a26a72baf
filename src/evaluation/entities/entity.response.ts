import type { EntityKey } from '@libs/risk-engine/entity';
import type { KnownOutcomes } from '@libs/risk-engine/known-outcomes';
import type { Profile } from '@libs/risk-engine/profile';
import { windowsAt } from '@libs/risk-engine/windows';
import type { Window, Windows } from '@libs/risk-engine/windows';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

export class WindowResponse implements Window {
  @ApiProperty({ type: 'integer', example: 5, description: 'In any currency, without refunds.' })
  readonly count!: number;
  @ApiProperty({ type: 'integer', example: 5, description: 'Those of them that the amounts are of.' })
  readonly currencyCount!: number;
  @ApiProperty({ type: 'integer', example: 17_100, description: "In the currency's minor unit." })
  readonly amount!: number;
  @ApiProperty({ example: 3_420, description: 'Not rounded.' }) readonly average!: number;
  @ApiProperty({ type: 'integer', example: 3_420 }) readonly max!: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'In any currency.' }) readonly refunds!: number;
  @ApiProperty({ type: 'integer', example: 0 }) readonly refundAmount!: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Distinct, up to 64.' })
  readonly customers!: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Distinct, up to 64.' })
  readonly instruments!: number;
  @ApiProperty({ type: 'integer', example: 2, description: 'Distinct, up to 64.' }) readonly devices!: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Frauds that were told in this window.' })
  readonly fraud!: number;
}

/** Running back from now. */
export class WindowsResponse implements Windows {
  @ApiProperty({ type: WindowResponse }) readonly last1h!: WindowResponse;
  @ApiProperty({ type: WindowResponse }) readonly last24h!: WindowResponse;
  @ApiProperty({ type: WindowResponse }) readonly last7d!: WindowResponse;
  @ApiProperty({ type: WindowResponse }) readonly last30d!: WindowResponse;
}

export class EntityOutcomesResponse {
  @ApiProperty({ type: 'integer', example: 0, description: 'Ever.' }) readonly fraud!: number;
  @ApiProperty({ type: 'integer', example: 0, description: 'Ever.' }) readonly legitimate!: number;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'When the latest fraud was told.',
  })
  readonly lastFraudReportedAt!: string | null;
}

@ApiSchema({
  description:
    'What is known of a customer, counterparty, instrument, device, IP address or agent that signed.',
})
export class EntityResponse {
  @ApiProperty({
    enum: ['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'],
    example: 'customer',
  })
  readonly kind!: string;
  @ApiProperty({ example: 'c-42' }) readonly id!: string;
  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'EUR',
    description: 'What the amounts are in. Null where nothing was paid or refunded in 30 days.',
  })
  readonly currency!: string | null;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-03T10:00:00.000Z',
    description: 'The earliest transaction; null where there were refunds only.',
  })
  readonly firstSeenAt!: string | null;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T10:00:00.000Z',
    description: 'The latest transaction; null where there were refunds only.',
  })
  readonly lastSeenAt!: string | null;
  @ApiProperty({ type: WindowsResponse }) readonly windows!: WindowsResponse;
  @ApiProperty({ type: EntityOutcomesResponse }) readonly outcomes!: EntityOutcomesResponse;
}

export interface KnownEntity {
  readonly key: EntityKey;
  readonly profile: Profile;
  readonly currency: string | null;
  readonly now: Date;
}

export function toEntityResponse({ key, profile, currency, now }: KnownEntity): EntityResponse {
  return {
    ...key,
    currency,
    firstSeenAt: toTime(profile.earliestMs[0]),
    lastSeenAt: toTime(profile.latestMs[0]),
    windows: windowsAt(profile, now.getTime(), currency ?? ''),
    outcomes: toOutcomes(profile.outcomes),
  };
}

function toOutcomes(known: KnownOutcomes | undefined): EntityOutcomesResponse {
  return {
    fraud: known?.frauds ?? 0,
    legitimate: known?.legitimates ?? 0,
    lastFraudReportedAt: toTime(known?.latestFrauds[0]?.[0]),
  };
}

function toTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
