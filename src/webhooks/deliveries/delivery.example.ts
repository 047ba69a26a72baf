import { toDeliveryResponse, toDeliverySummaryResponse } from './delivery.response';
import type { DeliveryResponse } from './delivery.response';
import type { DeliveryAttempt } from './delivery-attempt.entity';
import type { Delivery } from './delivery.entity';

const KEY = {
  tenantId: '0199a1e2-7c00-7000-8000-000000000001',
  endpointId: '0199a1e2-7c11-7a9e-b3d1-2f6f8b7c4d07',
  eventId: '01aab4b1-e880-7a9e-b3d1-2f6f8b7c4d08',
};

const DELIVERED: Delivery = {
  ...KEY,
  id: '01aab4b1-e880-7b3f-8a52-6c1d9e0f4a09',
  eventType: 'evaluation.blocked',
  status: 'delivered',
  attempts: 2,
  roundStartedAfter: 0,
  dueAt: null,
  failure: null,
  recoveryId: null,
  createdAt: new Date('2026-11-22T10:00:00.240Z'),
  settledAt: new Date('2026-11-22T10:00:05.861Z'),
};

const FIRST: DeliveryAttempt = {
  ...KEY,
  number: 1,
  startedAt: new Date('2026-11-22T10:00:00.271Z'),
  durationMs: 118,
  responseStatus: 503,
  responseBody: 'upstream is restarting',
  error: null,
};

const SECOND: DeliveryAttempt = {
  ...FIRST,
  number: 2,
  startedAt: new Date('2026-11-22T10:00:05.819Z'),
  durationMs: 42,
  responseStatus: 204,
  responseBody: null,
};

export const ENDPOINT_ID_EXAMPLE = toDeliveryResponse({ delivery: DELIVERED, attempts: [] }).endpointId;
export const DELIVERED_EXAMPLE: DeliveryResponse = toDeliveryResponse({
  delivery: DELIVERED,
  attempts: [FIRST, SECOND],
});
export const DELIVERY_ID_EXAMPLE = DELIVERED_EXAMPLE.id;
export const DELIVERIES_EXAMPLE = {
  data: [toDeliverySummaryResponse({ delivery: DELIVERED, lastAttempt: SECOND })],
  nextCursor: null,
};
export const RETRIED_EXAMPLE: DeliveryResponse = {
  ...DELIVERED_EXAMPLE,
  status: 'pending',
  nextAttemptAt: '2026-11-22T11:30:00.000Z',
  settledAt: null,
};
export const PINGED_EXAMPLE: DeliveryResponse = toDeliveryResponse({
  delivery: { ...DELIVERED, eventType: 'endpoint.pinged', attempts: 1 },
  attempts: [{ ...SECOND, number: 1, responseBody: 'pong' }],
});
