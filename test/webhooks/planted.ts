import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { uuidOfTenant } from '../evaluation/books';
import type { Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';

/** Rows as the worker leaves them, written without it: for what reads them. */
export interface Planting {
  readonly database: Pick<TestDatabase, 'query'>;
  readonly customer: Pick<Customer, 'tenantId'>;
}

/** An endpoint that nothing is sent to; its id. */
export async function plantEndpoint(
  { database, customer }: Planting,
  status: 'enabled' | 'disabled' = 'enabled',
): Promise<string> {
  const id = newUuid(Date.now());
  const tenantId = uuidOfTenant(customer.tenantId);
  const [reason, at] = status === 'disabled' ? ['customer', new Date()] : [null, null];
  await database.query(
    `insert into webhook_endpoints (tenant_id, id, url, event_types, status, disabled_reason, disabled_at, created_at, updated_at)
     values ($1, $2, 'https://receiver.invalid/', '{*}', $3, $4, $5, now(), now())`,
    [tenantId, id, status, reason, at],
  );
  await database.query(
    `insert into webhook_endpoint_health (tenant_id, endpoint_id, held_until) values ($1, $2, '2100-01-01')`,
    [tenantId, id],
  );
  return formatId('endpoint', id);
}

export interface PlantedDelivery {
  readonly endpointId: string;
  readonly status?: 'pending' | 'sending' | 'delivered' | 'failed';
  readonly failure?: string;
  readonly attempts?: number;
  readonly eventType?: string;
  /** Of the event. */
  readonly at?: Date;
  readonly dueAt?: Date;
}

export interface Planted {
  readonly id: string;
  readonly eventId: string;
}

/** A delivery with its event. */
export async function plantDelivery({ database, customer }: Planting, of: PlantedDelivery): Promise<Planted> {
  const { endpointId, status = 'delivered', attempts = 1, at = new Date() } = of;
  const { eventType = 'key.created' } = of;
  const [id, eventId] = [newUuid(at.getTime()), newUuid(at.getTime())];
  const tenantId = uuidOfTenant(customer.tenantId);
  await database.query(
    `insert into events (tenant_id, id, type, resource_id, data, created_at)
     values ($1, $2, 'key.created', $2, '{"id":"key"}', $3)`,
    [tenantId, eventId, at],
  );
  await database.query(
    `insert into deliveries (tenant_id, endpoint_id, event_id, id, event_type, status, attempts, due_at, failure, created_at, settled_at)
     values ($1, $2, $3, $4, $11, $5, $6, $7, $8, $9, $10)`,
    [
      ...[tenantId, parseId('endpoint', endpointId), eventId, id, status, attempts],
      ...endOf(status, { ...of, at }),
      eventType,
    ],
  );
  return { id: formatId('delivery', id), eventId: formatId('event', eventId) };
}

function endOf(
  status: NonNullable<PlantedDelivery['status']>,
  { failure = 'retries_exhausted', at, dueAt = farAhead() }: Omit<PlantedDelivery, 'endpointId'>,
): unknown[] {
  if (status === 'failed') return [null, failure, at, at];
  return status === 'delivered' ? [null, null, at, at] : [dueAt, null, at, null];
}

function farAhead(): Date {
  return new Date(Date.now() + 3_600_000);
}

export interface PlantedAttempt {
  readonly endpointId: string;
  readonly eventId: string;
  readonly number: number;
  readonly responseStatus?: number;
  readonly responseBody?: string;
  readonly error?: string;
}

export async function plantAttempt(
  { database, customer }: Planting,
  { endpointId, eventId, number, responseStatus, responseBody, error }: PlantedAttempt,
): Promise<void> {
  await database.query(
    `insert into delivery_attempts (tenant_id, endpoint_id, event_id, number, started_at, duration_ms, response_status, response_body, error)
     values ($1, $2, $3, $4, '2026-11-22T10:00:00.000Z', 42, $5, $6, $7)`,
    [
      ...[uuidOfTenant(customer.tenantId), parseId('endpoint', endpointId), parseId('event', eventId)],
      ...[number, responseStatus ?? null, responseBody ?? null, error ?? null],
    ],
  );
}
