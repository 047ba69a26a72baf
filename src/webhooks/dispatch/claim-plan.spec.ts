import { planClaims } from './claim-plan';
import type { OpenEndpoint } from './claims.repository';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const NOW = new Date(T0);

function open(over: Partial<OpenEndpoint> = {}): OpenEndpoint {
  return {
    ...{ tenantId: 'a', endpointId: 'e', status: 'enabled', due: 10, inFlight: 0, maxInFlight: 4 },
    ...{ consecutiveFailures: 0, heldUntil: null, maxPerSecond: null, nextTurnMs: null },
    ...over,
  };
}

describe('a plan of claims', () => {
  it.each<[string, Partial<OpenEndpoint>, number]>([
    ['what the endpoint takes at once', {}, 4],
    ['what is due, where that is less', { due: 2 }, 2],
    ['nothing of an endpoint that is held', { heldUntil: new Date(T0 + 1) }, 0],
    ['nothing of one that is disabled', { status: 'disabled' }, 0],
    ['nothing of one that is gone', { status: null }, 0],
  ])('claims %s', (_, over, share) => {
    const { shares } = planClaims([open(over)], 100, NOW);
    expect(shares).toEqual(share === 0 ? [] : [{ tenantId: 'a', endpointId: 'e', share }]);
  });

  it('claims no more than there is room for, and of one tenant no more than 128', () => {
    const many = { due: 1_000, maxInFlight: 128 };
    const sum = (endpoints: OpenEndpoint[], capacity: number): number =>
      planClaims(endpoints, capacity, NOW).shares.reduce((all, { share }) => all + share, 0);
    expect(sum([open(many), open({ ...many, endpointId: 'f' })], 50)).toBe(50);
    expect(sum([open(many), open({ ...many, endpointId: 'f' })], 256)).toBe(128);
    expect(sum([open(many), open({ ...many, tenantId: 'b' })], 256)).toBe(256);
  });

  it('ends what is due to an endpoint that is gone or disabled, and nothing else', () => {
    const endpoints = [
      open(),
      open({ endpointId: 'gone', status: null }),
      open({ endpointId: 'off', status: 'disabled' }),
      open({ endpointId: 'off later', status: 'disabled', due: 0 }),
    ];
    expect(planClaims(endpoints, 100, NOW).ended).toEqual([
      { tenantId: 'a', endpointId: 'gone', failure: 'endpoint_deleted' },
      { tenantId: 'a', endpointId: 'off', failure: 'endpoint_disabled' },
    ]);
  });

  it('gives the next turn to an endpoint with a rate that it claims something of', () => {
    const { turns } = planClaims([open({ maxPerSecond: 100, nextTurnMs: T0 }), open()], 100, NOW);
    expect(turns).toEqual([{ tenantId: 'a', endpointId: 'e', turnMs: T0 + 10 }]);
  });

  it.each<[string, Partial<OpenEndpoint>, number]>([
    ['never, by itself', {}, Infinity],
    ['when a rate allows more', { maxPerSecond: 100, nextTurnMs: T0 }, 10],
    ['when a rate allows anything at all', { maxPerSecond: 100, nextTurnMs: T0 + 4.2 }, 5],
    ['when an endpoint is held no longer', { heldUntil: new Date(T0 + 70) }, 70],
    [
      'never for the rate of one that nothing is due to',
      { due: 0, maxPerSecond: 100, nextTurnMs: T0 + 4 },
      Infinity,
    ],
    ['never for one that is disabled', { status: 'disabled', heldUntil: new Date(T0 + 70) }, Infinity],
  ])('is worth while again: %s', (_, over, ms) => {
    expect(planClaims([open(over)], 100, NOW).againInMs).toBe(ms);
  });
});
