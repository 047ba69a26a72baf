import fc from 'fast-check';
import type { Contribution } from './contribution';
import { MAX_LATEST_OUTCOMES } from './known-outcomes';
import { emptyProfile, forgetTransaction, MAX_PROFILE_BYTES, recordTransaction } from './profile';
import type { Profile } from './profile';
import { MAX_RECENT_AMOUNTS } from './recent-amounts';
import { MAX_SIGHTINGS } from './sightings';
import { windowsAt } from './windows';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 9, 1);

const recordAll = (seen: readonly Contribution[]): Profile => seen.reduce(recordTransaction, emptyProfile());

const payment = (afterMs: number, changes: Partial<Contribution> = {}): Contribution => ({
  occurredAtMs: START_MS + afterMs,
  type: 'payment',
  amountMinor: 1000,
  currency: 'EUR',
  fingerprints: { customer: 'c', instrument: 'i', device: 'd' },
  ...changes,
});

/** At most four currencies and few members, over 45 days: under every cap. */
const contribution = fc.record({
  occurredAtMs: fc.integer({ min: 0, max: 45 * DAY_MS }).map((afterMs) => START_MS + afterMs),
  type: fc.constantFrom('payment' as const, 'payout' as const, 'refund' as const),
  amountMinor: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000_000_000 })),
  currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'),
  fingerprints: fc.record(
    {
      customer: fc.constantFrom('c1', 'c2', 'c3'),
      instrument: fc.constantFrom('i1', 'i2', 'i3', 'i4'),
      device: fc.constantFrom('d1', 'd2'),
    },
    { requiredKeys: [] },
  ),
});
const history = fc.array(contribution, { maxLength: 40 });

describe('a profile', () => {
  it('does not depend on the order in which transactions arrive', () => {
    const shuffled = history.chain((seen) =>
      fc.tuple(
        fc.constant(seen),
        fc.shuffledSubarray(seen, { minLength: seen.length, maxLength: seen.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([seen, other]) => {
        expect(recordAll(other)).toEqual(recordAll(seen));
      }),
    );
  });

  it('is the same after being stored as JSON', () => {
    fc.assert(
      fc.property(history, (seen) => {
        const profile = recordAll(seen);
        expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
      }),
    );
  });

  it('leaves the one it was made from as it was', () => {
    fc.assert(
      fc.property(history, contribution, (seen, next) => {
        const profile = recordAll(seen);
        const before = JSON.stringify(profile);
        forgetTransaction(recordTransaction(profile, next), next);
        expect(JSON.stringify(profile)).toBe(before);
      }),
    );
  });

  it('forgets a transaction as if it had never been: what is new to its entities is new again', () => {
    const nearNow = contribution.map((seen) => ({
      ...seen,
      occurredAtMs: START_MS + ((seen.occurredAtMs - START_MS) % (55 * MINUTE_MS)),
    }));
    fc.assert(
      fc.property(fc.array(nearNow, { maxLength: 12 }), nearNow, (seen, next) => {
        const last = { ...next, fingerprints: { customer: 'x', instrument: 'y', device: 'z' } };
        const forgotten = forgetTransaction(recordAll([...seen, last]), last);
        const atMs = START_MS + 55 * MINUTE_MS;
        for (const currency of ['EUR', 'USD', 'JPY', 'KWD']) {
          expect(windowsAt(forgotten, atMs, currency)).toEqual(windowsAt(recordAll(seen), atMs, currency));
        }
        expect(forgotten.earliestMs[0]).toBe(recordAll(seen).earliestMs[0]);
        expect(forgotten.latestMs[0]).toBe(recordAll(seen).latestMs[0]);
        expect(forgotten.byHour).toEqual(recordAll(seen).byHour);
        expect(forgotten.customers).toEqual(recordAll(seen).customers);
        expect(forgotten.recentAmounts).toEqual(recordAll(seen).recentAmounts);
      }),
    );
  });

  it('is empty again when its only transaction is forgotten', () => {
    fc.assert(
      fc.property(contribution, (seen) => {
        expect(forgetTransaction(recordAll([seen]), seen)).toEqual(emptyProfile());
      }),
    );
  });

  it('keeps a member of a set that another transaction saw too', () => {
    const profile = forgetTransaction(recordAll([payment(0), payment(DAY_MS)]), payment(DAY_MS));
    expect(profile.devices.map(([fingerprint, times]) => [fingerprint, times])).toEqual([['d', 1]]);
  });

  it('can lower a maximum too far when more than one transaction is forgotten', () => {
    const amounts = [300, 200, 100].map((amountMinor) => payment(0, { amountMinor }));
    const [largest, second] = amounts;
    const one = forgetTransaction(recordAll(amounts), largest ?? payment(0));
    expect(windowsAt(one, START_MS, 'EUR').last1h.max).toBe(200);
    const two = forgetTransaction(one, second ?? payment(0));
    expect(windowsAt(two, START_MS, 'EUR').last1h).toMatchObject({ count: 1, amount: 100, max: 0 });
  });
});

describe('the limits of a profile', () => {
  it('keeps amounts of four currencies, and counts a fifth', () => {
    const seen = ['EUR', 'USD', 'JPY', 'KWD', 'GBP'].map((currency, day) =>
      payment(day * DAY_MS, { currency }),
    );
    const { last30d } = windowsAt(recordAll(seen), START_MS + 4 * DAY_MS, 'GBP');
    expect(last30d).toMatchObject({ count: 5, currencyCount: 0, amount: 0, average: 0, max: 0 });
    expect(windowsAt(recordAll(seen), START_MS + 4 * DAY_MS, 'KWD').last30d.amount).toBe(1000);
  });

  it.each([
    [30, 0],
    [31, 1000],
  ])('lets a fifth currency in when one has rested (day %i)', (day, amount) => {
    const four = ['EUR', 'USD', 'JPY', 'KWD'].map((currency) => payment(0, { currency }));
    const profile = recordAll([...four, payment(day * DAY_MS, { currency: 'GBP' })]);
    expect(windowsAt(profile, START_MS + day * DAY_MS, 'GBP').last30d.amount).toBe(amount);
  });

  it('counts distinct members up to 64 and drops the longest unseen above', () => {
    const devices = Array.from({ length: MAX_SIGHTINGS + 1 }, (_, index) =>
      payment(index * 10 * MINUTE_MS, { fingerprints: { device: `d${index}` } }),
    );
    const exact = recordAll(devices.slice(0, MAX_SIGHTINGS));
    const saturated = recordAll(devices);
    const atMs = START_MS + DAY_MS - 1;
    expect(windowsAt(exact, atMs, 'EUR').last24h.devices).toBe(64);
    expect(windowsAt(saturated, atMs, 'EUR').last24h.devices).toBe(64);
    expect(exact.devices.map(([fingerprint]) => fingerprint)).toContain('d0');
    expect(saturated.devices.map(([fingerprint]) => fingerprint)).not.toContain('d0');
    expect(saturated.devices.map(([fingerprint]) => fingerprint)).toContain('d64');
  });

  it.each([
    [90, ['d', 'e']],
    [91, ['e']],
  ])('remembers a member for 90 days (day %i)', (day, fingerprints) => {
    const profile = recordAll([payment(0), payment(day * DAY_MS, { fingerprints: { device: 'e' } })]);
    expect(profile.devices.map(([fingerprint]) => fingerprint)).toEqual(fingerprints);
  });

  it.each([
    [MAX_RECENT_AMOUNTS, true],
    [MAX_RECENT_AMOUNTS + 1, false],
  ])('remembers the amounts of the latest hours, of %i the first: %s', (count, isRemembered) => {
    const seen = Array.from({ length: count }, (_, index) =>
      payment(index * 60 * MINUTE_MS, { amountMinor: 100 + index }),
    );
    const amounts = recordAll(seen).recentAmounts.map(([, , amountMinor]) => amountMinor);
    expect(amounts.includes(100)).toBe(isRemembered);
    expect(amounts).toContain(100 + count - 1);
  });

  it('takes no more room for ten thousand busy transactions than it promises', () => {
    const currencies = ['EUR', 'USD', 'JPY', 'KWD', 'GBP'];
    const busy = Array.from({ length: 10_000 }, (_, index) =>
      payment(index * 5 * MINUTE_MS, {
        type: index % 7 === 0 ? 'refund' : 'payment',
        amountMinor: 999_999_999_999 - index,
        currency: currencies[index % 5] ?? 'EUR',
        fingerprints: {
          customer: `customer-${index % 211}`.slice(-11),
          instrument: `instrument-${index % 307}`.slice(-11),
          device: `device-${index % 401}`.slice(-11),
        },
      }),
    );
    const bytes = JSON.stringify(recordAll(busy)).length;
    expect(bytes).toBeGreaterThan(4000);
    expect(bytes).toBeLessThan(MAX_PROFILE_BYTES);
  });

  it('is within its promise with every tile, currency and set full and every number at its longest', () => {
    const amounts = [1e10, 9e15, 1e12, 1e12, 9e15] as const;
    const tile = [9e7, 1e10, 1e10, { EUR: amounts, USD: amounts, JPY: amounts, KWD: amounts }] as const;
    const sightings = Array.from({ length: 64 }, () => ['elevenchars', 1e10, 9e7, 9e7] as const);
    const fullest: Profile = {
      schema: 1,
      earliestMs: [9e12, 9e12],
      latestMs: [9e12, 9e12],
      byHour: new Array<number>(24).fill(1e10),
      fiveMinutes: new Array<typeof tile>(13).fill(tile),
      hours: new Array<typeof tile>(25).fill(tile),
      days: new Array<typeof tile>(31).fill(tile),
      customers: sightings,
      instruments: sightings,
      devices: sightings,
      recentAmounts: new Array(MAX_RECENT_AMOUNTS).fill([9e6, 'EUR', 1e12, 1e10] as const),
      outcomes: {
        frauds: 1e10,
        legitimates: 1e10,
        fiveMinutes: new Array(13).fill([9e7, 1e10] as const),
        hours: new Array(25).fill([9e7, 1e10] as const),
        days: new Array(31).fill([9e7, 1e10] as const),
        latestFrauds: new Array(MAX_LATEST_OUTCOMES).fill([9e12, 9e12] as const),
        latestLegitimates: new Array(MAX_LATEST_OUTCOMES).fill([9e12, 9e12] as const),
      },
    };
    expect(JSON.stringify(fullest).length).toBeLessThan(MAX_PROFILE_BYTES);
  });
});

describe('refunds', () => {
  it('count as refunds and nowhere else', () => {
    const profile = recordAll([payment(0, { type: 'refund', amountMinor: 700 })]);
    expect(windowsAt(profile, START_MS, 'EUR').last1h).toEqual({
      count: 0,
      currencyCount: 0,
      amount: 0,
      average: 0,
      max: 0,
      refunds: 1,
      refundAmount: 700,
      customers: 0,
      instruments: 0,
      devices: 0,
      fraud: 0,
    });
    expect(profile).toMatchObject({ earliestMs: [], latestMs: [], byHour: [], recentAmounts: [] });
  });
});
