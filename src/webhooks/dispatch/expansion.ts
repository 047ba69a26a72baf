import { newUuid, uuidTime } from '@libs/ids/typeid';
import { subscribes } from '../endpoints/event-subscription';
import type { DeliveryKey, EndpointStatus } from '../webhooks.types';

/** As long as events are kept: nobody is told of what is older. */
const TOLD_FOR_MS = 30 * 24 * 3_600_000;

/** An event that nobody was told of yet. */
export interface WaitingEvent {
  readonly tenantId: string;
  readonly eventId: string;
  readonly type: string;
}

export interface Subscriber {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly eventTypes: readonly string[];
  readonly status: EndpointStatus;
  readonly createdAt: Date;
}

export interface NewDelivery extends DeliveryKey {
  readonly id: string;
  readonly eventType: string;
  /** Nothing is sent to an endpoint that is disabled, but what it missed is kept, to be sent again. */
  readonly isMissed: boolean;
}

export interface Expansion {
  /** The first of the events, as many as there was room for. */
  readonly events: readonly WaitingEvent[];
  readonly deliveries: readonly NewDelivery[];
}

export interface Room {
  /** Of deliveries. The last event may go over it. */
  readonly deliveries: number;
  readonly now: Date;
}

/** Who is to be told of what, event by event, for as long as there is room. */
export function expand(
  events: readonly WaitingEvent[],
  subscribers: readonly Subscriber[],
  room: Room,
): Expansion {
  const told = byTenant(subscribers);
  const deliveries: NewDelivery[] = [];
  for (const [index, event] of events.entries()) {
    if (deliveries.length >= room.deliveries) return { events: events.slice(0, index), deliveries };
    if (uuidTime(event.eventId) < room.now.getTime() - TOLD_FOR_MS) continue;
    for (const subscriber of told.get(event.tenantId) ?? []) {
      if (isTold(subscriber, event)) deliveries.push(deliveryOf(event, subscriber));
    }
  }
  return { events, deliveries };
}

function byTenant(subscribers: readonly Subscriber[]): ReadonlyMap<string, readonly Subscriber[]> {
  const groups = new Map<string, Subscriber[]>();
  for (const subscriber of subscribers) {
    const group = groups.get(subscriber.tenantId);
    if (group === undefined) groups.set(subscriber.tenantId, [subscriber]);
    else group.push(subscriber);
  }
  return groups;
}

/** Not of what happened before the endpoint was. */
function isTold({ eventTypes, createdAt }: Subscriber, { eventId, type }: WaitingEvent): boolean {
  return uuidTime(eventId) >= createdAt.getTime() && subscribes(eventTypes, type);
}

function deliveryOf({ tenantId, eventId, type }: WaitingEvent, subscriber: Subscriber): NewDelivery {
  const { endpointId, status } = subscriber;
  const id = newUuid(uuidTime(eventId));
  return { tenantId, endpointId, eventId, id, eventType: type, isMissed: status === 'disabled' };
}
