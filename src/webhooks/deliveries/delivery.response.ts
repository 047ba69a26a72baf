import { formatId } from '@libs/ids/typeid';
import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import type { DeliveryFailure, DeliveryStatus } from '../webhooks.types';
import type { LastAttempt } from './deliveries.repository';
import type { DeliverySummary, TriedDelivery } from './deliveries.service';
import type { DeliveryAttempt } from './delivery-attempt.entity';
import type { Delivery } from './delivery.entity';

export const DELIVERY_STATUSES: DeliveryStatus[] = ['pending', 'sending', 'delivered', 'failed'];
const FAILURES: DeliveryFailure[] = [
  'retries_exhausted',
  'endpoint_disabled',
  'endpoint_deleted',
  'endpoint_gone',
  'payload_erased',
];

@ApiSchema({ description: 'What came back from one attempt.' })
export class LastAttemptResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'From 1. A number that is missing is of an attempt whose end nobody saw.',
  })
  readonly number!: number;
  @ApiProperty({ format: 'date-time' }) readonly startedAt!: string;
  @ApiProperty({ type: 'integer', minimum: 0 }) readonly durationMs!: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 503,
    description: 'The status of the answer; null where none came.',
  })
  readonly responseStatus!: number | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Why no answer came; null where one did.' })
  readonly error!: string | null;
}

export class AttemptResponse extends LastAttemptResponse {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The first 1 KiB of the answer as text; null where there was none, or it was erased.',
  })
  readonly responseBody!: string | null;
}

export class CommonDeliveryResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty() readonly endpointId!: string;
  @ApiProperty({ description: 'Sent as webhook-id, the same with every attempt.' }) readonly eventId!: string;
  @ApiProperty() readonly eventType!: string;
  @ApiProperty({ enum: DELIVERY_STATUSES }) readonly status!: string;
  @ApiProperty({
    type: 'string',
    enum: [...FAILURES, null],
    nullable: true,
    description: 'Why nothing more is tried; null where it has not failed.',
  })
  readonly failure!: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Attempts that were begun.' })
  readonly attemptCount!: number;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Not before then, while it is pending. Later where the endpoint is held off or slow.',
  })
  readonly nextAttemptAt!: string | null;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When it was delivered, or failed for good.',
  })
  readonly settledAt!: string | null;
}

@ApiSchema({ description: 'One event on its way to one endpoint.' })
@ApiExtraModels(LastAttemptResponse)
export class DeliverySummaryResponse extends CommonDeliveryResponse {
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(LastAttemptResponse) }, { type: 'null' }],
    description: 'The latest attempt that ended; null where none did.',
  })
  readonly lastAttempt!: LastAttemptResponse | null;
}

@ApiSchema({ description: 'One event on its way to one endpoint, with every attempt.' })
export class DeliveryResponse extends CommonDeliveryResponse {
  @ApiProperty({ type: [AttemptResponse], description: 'Those that ended, in their order.' })
  readonly attempts!: readonly AttemptResponse[];
}

export function toDeliverySummaryResponse({
  delivery,
  lastAttempt,
}: DeliverySummary): DeliverySummaryResponse {
  return {
    ...toCommon(delivery),
    lastAttempt: lastAttempt === undefined ? null : toLastAttempt(lastAttempt),
  };
}

export function toDeliveryResponse({ delivery, attempts }: TriedDelivery): DeliveryResponse {
  return { ...toCommon(delivery), attempts: attempts.map(toAttempt) };
}

function toCommon(delivery: Delivery): CommonDeliveryResponse {
  const { id, endpointId, eventId, eventType, status, failure, attempts, dueAt, createdAt, settledAt } =
    delivery;
  return {
    id: formatId('delivery', id),
    endpointId: formatId('endpoint', endpointId),
    eventId: formatId('event', eventId),
    eventType,
    status,
    failure,
    attemptCount: attempts,
    nextAttemptAt: status === 'pending' ? (dueAt?.toISOString() ?? null) : null,
    createdAt: createdAt.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  };
}

function toAttempt(attempt: DeliveryAttempt): AttemptResponse {
  return { ...toLastAttempt(attempt), responseBody: attempt.responseBody };
}

function toLastAttempt(attempt: LastAttempt): LastAttemptResponse {
  const { number, startedAt, durationMs, responseStatus, error } = attempt;
  return { number, startedAt: startedAt.toISOString(), durationMs, responseStatus, error };
}
