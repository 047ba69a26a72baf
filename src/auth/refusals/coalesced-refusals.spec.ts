import { toTenantId } from '@libs/database/tenant-id';
import { CoalescedRefusals } from './coalesced-refusals';
import type { Refusal } from './coalesced-refusals';

const TENANT = toTenantId('01900000-0000-7000-8000-000000000001');
const OTHER = toTenantId('01900000-0000-7000-8000-000000000002');
const LIMITS = { restMs: 60_000, max: 4, maxOfTenant: 2 };

const refusal = (over: Partial<Refusal> = {}): Refusal => ({
  ...{ tenantId: TENANT, keyId: 'k-1', code: 'scope_missing', method: 'GET', path: '/v1/lists' },
  ...{ origin: { traceId: 't-1', network: null }, ...over },
});

describe('refusals that come together', () => {
  let refusals: CoalescedRefusals;
  beforeEach(() => {
    refusals = new CoalescedRefusals(LIMITS);
  });
  const counts = (nowMs: number, which: 'due' | 'all' = 'due'): number[] =>
    refusals.take(nowMs, which).map((each) => each.refusals);

  it('are one, told as the first of them, with when they began and ended', () => {
    refusals.note(refusal(), 1_000);
    refusals.note(refusal({ method: 'POST', origin: { traceId: 't-2', network: '203.0.113.9' } }), 1_500);
    expect(refusals.take(2_000, 'due')).toEqual([
      { ...refusal(), refusals: 2, firstAtMs: 1_000, lastAtMs: 1_500 },
    ]);
    expect(refusals.take(200_000, 'due')).toEqual([]);
  });

  it('are due at once, and from then on once in a rest, with all that came meanwhile', () => {
    refusals.note(refusal(), 0);
    expect(counts(0)).toEqual([1]);
    for (let n = 0; n < 5; n += 1) refusals.note(refusal(), 10);
    expect(counts(59_999)).toEqual([]);
    expect(counts(60_000)).toEqual([5]);
  });

  it('are told at the end, rest or not', () => {
    refusals.note(refusal(), 0);
    expect(counts(0)).toEqual([1]);
    refusals.note(refusal(), 1);
    expect(counts(2, 'all')).toEqual([1]);
    expect(counts(2, 'all')).toEqual([]);
  });

  it('do not rest for longer after a clock that was set back', () => {
    refusals.note(refusal(), 600_000);
    expect(counts(600_000)).toEqual([1]);
    refusals.note(refusal(), 0);
    expect(counts(0)).toEqual([1]);
  });

  it('are apart for another key or another reason', () => {
    refusals.note(refusal(), 0);
    refusals.note(refusal({ code: 'ip_not_allowed' }), 0);
    refusals.note(refusal({ tenantId: OTHER, keyId: 'k-2' }), 0);
    refusals.note(refusal(), 0);
    expect(counts(0)).toEqual([2, 1, 1]);
  });

  it('that could not be told are due again at once, with what came meanwhile', () => {
    refusals.note(refusal(), 0);
    const taken = refusals.take(1, 'due');
    refusals.note(refusal({ origin: { traceId: 't-2', network: null } }), 2);
    refusals.putBack(taken);
    expect(refusals.take(3, 'due')).toEqual([{ ...refusal(), refusals: 2, firstAtMs: 0, lastAtMs: 2 }]);
    expect(refusals.take(200_000, 'all')).toEqual([]);
  });

  it('have so much room for a tenant and for all, and are only counted beyond it', () => {
    for (const keyId of ['a', 'b', 'c', 'd']) refusals.note(refusal({ keyId }), 0);
    for (const keyId of ['a', 'b']) refusals.note(refusal({ tenantId: OTHER, keyId }), 0);
    const third = toTenantId('01900000-0000-7000-8000-000000000003');
    refusals.note(refusal({ tenantId: third }), 0);
    expect(refusals.takeDropped()).toBe(3);
    expect(refusals.takeDropped()).toBe(0);
    const kept = refusals.take(0, 'due').map(({ tenantId, keyId }) => [tenantId, keyId]);
    expect(kept).toEqual([TENANT, OTHER].flatMap((tenantId) => ['a', 'b'].map((keyId) => [tenantId, keyId])));
  });

  it('make room once they are told and have rested', () => {
    for (const keyId of ['a', 'b']) refusals.note(refusal({ keyId }), 0);
    expect(counts(0)).toEqual([1, 1]);
    expect(counts(60_000)).toEqual([]);
    for (const keyId of ['c', 'd']) refusals.note(refusal({ keyId }), 60_000);
    expect([refusals.takeDropped(), counts(60_000)]).toEqual([0, [1, 1]]);
  });
});
