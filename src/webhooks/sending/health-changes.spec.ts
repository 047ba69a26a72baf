import { healthChanges } from './health-changes';
import type { Told } from './health-changes';
import { notSent } from './attempt-end';
import type { EndpointHealth } from './settlement.repository';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const DAYS_5 = 5 * 24 * 3_600_000;

function health(endpointId: string, over: Partial<EndpointHealth> = {}): EndpointHealth {
  return {
    ...{ tenantId: 't', endpointId, maxInFlight: 4, consecutiveFailures: 0, failingSince: null },
    ...{ heldUntil: null, lastDeliveredAt: null },
    ...over,
  };
}

function ended(endpointId: string, responseStatus: number, endedMs: number): Told {
  const at = new Date(T0 + endedMs);
  return {
    ...{
      tenantId: 't',
      endpointId,
      eventId: 'v',
      attempt: 1,
      endedAt: at,
      next: notSent('retries_exhausted'),
    },
    result: {
      ...{ startedAt: at, durationMs: 0, responseBody: null, error: null, retryAfterMs: undefined },
      responseStatus,
    },
  };
}

describe('what attempts make of their endpoints', () => {
  it('is each endpoint by its own, in the order in which they ended', () => {
    const told = [ended('a', 500, 3), ended('b', 500, 1), ended('a', 200, 2)];
    const { health: changed, disabled } = healthChanges([health('a'), health('b')], told);
    expect(changed).toEqual([
      health('a', {
        ...{ maxInFlight: 2, consecutiveFailures: 1 },
        ...{ failingSince: new Date(T0 + 3), lastDeliveredAt: new Date(T0 + 2) },
      }),
      health('b', { maxInFlight: 2, consecutiveFailures: 1, failingSince: new Date(T0 + 1) }),
    ]);
    expect(disabled).toEqual([]);
  });

  it('is the end of one that says it is gone, also where another got through', () => {
    const told = [ended('a', 410, 1), ended('a', 200, 2), ended('b', 200, 3)];
    const { disabled } = healthChanges([health('a'), health('b')], told);
    expect(disabled).toEqual([{ tenantId: 't', endpointId: 'a', reason: 'gone' }]);
  });

  it('is the end of one that fails for five days', () => {
    const failing = health('a', { consecutiveFailures: 9, failingSince: new Date(T0 - DAYS_5) });
    const reason = (told: Told[]): unknown => healthChanges([failing], told).disabled[0]?.reason;
    expect(reason([ended('a', 500, 0)])).toBe('failing');
    expect(reason([ended('a', 200, 0)])).toBeUndefined();
    expect(reason([ended('a', 500, -1)])).toBeUndefined();
  });
});
