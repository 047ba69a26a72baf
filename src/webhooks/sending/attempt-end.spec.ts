import { afterAttempt, notSent } from './attempt-end';
import type { AttemptResult } from './attempt-result';
import { outgoing } from './loaded-delivery';
import type { LoadedDelivery } from './loaded-delivery';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const END = { endedAt: new Date(T0), chance: 0 };

function answered(responseStatus: number | null, over: Partial<AttemptResult> = {}): AttemptResult {
  return {
    ...{ startedAt: new Date(T0 - 100), durationMs: 100, responseBody: '', retryAfterMs: undefined },
    ...{ error: null, responseStatus },
    ...over,
  };
}

describe('after an attempt a delivery', () => {
  it.each([200, 204, 299])('is delivered with %s', (status) => {
    expect(afterAttempt(answered(status), 3, END)).toEqual({
      status: 'delivered',
      dueAt: null,
      failure: null,
    });
  });

  it('has failed with 410, however often it was tried', () => {
    expect(afterAttempt(answered(410), 1, END)).toEqual(notSent('endpoint_gone'));
  });

  it.each([301, 400, 500, null])('is due again with %s', (status) => {
    const dueAt = new Date(T0 + 5_000);
    expect(afterAttempt(answered(status), 1, END)).toEqual({ status: 'pending', dueAt, failure: null });
  });

  it('is due when the endpoint asks for it, counted from the end of the attempt', () => {
    const { dueAt } = afterAttempt(answered(429, { retryAfterMs: 60_000 }), 1, END);
    expect(dueAt).toEqual(new Date(T0 + 60_000));
  });

  it('has failed with the eleventh failure', () => {
    expect(afterAttempt(answered(500), 10, END)).toMatchObject({ status: 'pending' });
    expect(afterAttempt(answered(500), 11, END)).toEqual(notSent('retries_exhausted'));
  });
});

describe('before an attempt', () => {
  const LOADED: LoadedDelivery = {
    ...{ tenantId: 't', endpointId: 'e', eventId: 'v', attempt: 1, attemptsInRound: 1 },
    endpoint: { url: 'https://shop.example/', status: 'enabled' },
    event: {
      tenantId: 't',
      eventId: 'v',
      type: 'key.created',
      mode: 'live',
      createdAt: new Date(T0),
      data: '{}',
    },
    secrets: [],
  };

  it.each<[string, Partial<LoadedDelivery>]>([
    ['endpoint_deleted', { endpoint: null, event: null }],
    ['endpoint_disabled', { endpoint: { url: 'https://shop.example/', status: 'disabled' }, event: null }],
    ['payload_erased', { event: null }],
    ['retries_exhausted', { attemptsInRound: 12 }],
  ])('nothing is sent any more: %s', (failure, over) => {
    expect(outgoing({ ...LOADED, ...over })).toBe(failure);
  });

  it('what is to be sent is known', () => {
    const { event, secrets } = LOADED;
    const delivery = { url: 'https://shop.example/', event, secrets };
    expect(outgoing(LOADED)).toEqual(delivery);
    expect(outgoing({ ...LOADED, attempt: 40, attemptsInRound: 11 })).toEqual(delivery);
  });
});
