import { newUuid, uuidTime } from '@libs/ids/typeid';
import { expand } from './expansion';
import type { Subscriber, WaitingEvent } from './expansion';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const DAY_MS = 24 * 3_600_000;
const ROOM = { deliveries: 100, now: new Date(T0) };

function event(over: Partial<WaitingEvent> & { atMs?: number } = {}): WaitingEvent {
  const { atMs = T0, ...rest } = over;
  return { tenantId: 'a', eventId: newUuid(atMs), type: 'evaluation.held', ...rest };
}

function subscriber(over: Partial<Subscriber> = {}): Subscriber {
  return {
    ...{ tenantId: 'a', endpointId: 'e', eventTypes: ['*'], status: 'enabled', createdAt: new Date(T0) },
    ...over,
  };
}

describe('who is told of an event', () => {
  it.each<[string, Partial<Subscriber>, number]>([
    ['whoever asked for all', {}, 1],
    ['whoever asked for its kind', { eventTypes: ['key.created', 'evaluation.*'] }, 1],
    ['nobody who asked for another', { eventTypes: ['evaluation.allowed'] }, 0],
    ['nobody of another tenant', { tenantId: 'b' }, 0],
    ['an endpoint of the same moment', { createdAt: new Date(T0) }, 1],
    ['no endpoint that was made after it', { createdAt: new Date(T0 + 1) }, 0],
  ])('%s', (_, over, count) => {
    expect(expand([event()], [subscriber(over)], ROOM).deliveries).toHaveLength(count);
  });

  it('nobody, where it is older than events are kept', () => {
    const old = { createdAt: new Date(0) };
    const [kept, gone] = [event({ atMs: T0 - 30 * DAY_MS }), event({ atMs: T0 - 30 * DAY_MS - 1 })];
    const { deliveries, events } = expand([kept, gone], [subscriber(old)], ROOM);
    expect(deliveries.map(({ eventId }) => eventId)).toEqual([kept.eventId]);
    expect(events).toEqual([kept, gone]);
  });
});

describe('a delivery of it', () => {
  it('is of the same millisecond, and missed by an endpoint that is disabled', () => {
    const happened = event({ atMs: T0 + 7 });
    const endpoints = [subscriber(), subscriber({ endpointId: 'off', status: 'disabled' })];
    const { deliveries } = expand([happened], endpoints, ROOM);
    expect(deliveries).toEqual([
      expect.objectContaining({ endpointId: 'e', eventId: happened.eventId, isMissed: false }),
      expect.objectContaining({ endpointId: 'off', eventType: 'evaluation.held', isMissed: true }),
    ]);
    expect(deliveries.map(({ id }) => uuidTime(id))).toEqual([T0 + 7, T0 + 7]);
  });
});

describe('where there is not room for all', () => {
  it('events are told whole, in their order, and the others wait', () => {
    const events = [event(), event(), event()];
    const endpoints = [subscriber(), subscriber({ endpointId: 'f' })];
    const told = expand(events, endpoints, { ...ROOM, deliveries: 3 });
    expect(told.events).toEqual(events.slice(0, 2));
    expect(told.deliveries).toHaveLength(4);
  });
});
