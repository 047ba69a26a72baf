import fc from 'fast-check';
import type { Contribution } from './contribution';
import type { Outcome } from './known-outcomes';
import { emptyProfile, recordOutcome, recordTransaction } from './profile';
import { windowsAt } from './windows';
import type { Window, Windows } from './windows';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 9, 1);

const LENGTHS: [keyof Windows, lengthMs: number, tileMs: number][] = [
  ['last1h', HOUR_MS, 5 * MINUTE_MS],
  ['last24h', DAY_MS, HOUR_MS],
  ['last7d', 7 * DAY_MS, DAY_MS],
  ['last30d', 30 * DAY_MS, DAY_MS],
];

const payment = (occurredAtMs: number, amountMinor = 1000): Contribution => ({
  occurredAtMs,
  type: 'payment',
  amountMinor,
  currency: 'EUR',
  fingerprints: {},
});

const contribution = fc.record({
  occurredAtMs: fc
    .oneof(
      fc.integer({ min: 0, max: 40 * DAY_MS }),
      fc.integer({ min: 40 * DAY_MS - 2 * HOUR_MS, max: 40 * DAY_MS }),
    )
    .map((afterMs) => START_MS + afterMs),
  type: fc.constantFrom('payment' as const, 'withdrawal' as const, 'refund' as const),
  amountMinor: fc.integer({ min: 0, max: 1_000_000_000_000 }),
  currency: fc.constantFrom('EUR', 'USD', 'JPY'),
  fingerprints: fc.record(
    {
      customer: fc.constantFrom('c1', 'c2', 'c3'),
      instrument: fc.constantFrom('i1', 'i2', 'i3', 'i4', 'i5'),
      device: fc.constantFrom('d1', 'd2'),
    },
    { requiredKeys: [] },
  ),
});

const outcome: fc.Arbitrary<Outcome> = fc
  .record({
    label: fc.constantFrom('fraud' as const, 'fraud' as const, 'legitimate' as const),
    afterMs: fc.integer({ min: 0, max: 40 * DAY_MS }),
    delayMs: fc.integer({ min: 0, max: 3 * DAY_MS }),
  })
  .map(({ label, afterMs, delayMs }) => ({
    label,
    occurredAtMs: START_MS + afterMs - delayMs,
    reportedAtMs: START_MS + afterMs,
  }));

interface History {
  readonly all: readonly Contribution[];
  readonly told: readonly Outcome[];
}

/** The window by its definition, from the list of everything that happened. */
function bruteForce({ all, told }: History, fromMs: number, toMs: number): Window {
  const within = all.filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < toMs);
  const spent = within.filter(({ type }) => type !== 'refund');
  const amounts = spent.filter(({ currency }) => currency === 'EUR').map(({ amountMinor }) => amountMinor);
  const refunds = within.filter(({ type }) => type === 'refund');
  const amount = amounts.reduce((sum, each) => sum + each, 0);
  const distinct = (kind: 'customer' | 'instrument' | 'device') =>
    new Set(spent.flatMap(({ fingerprints }) => fingerprints[kind] ?? [])).size;
  return {
    count: spent.length,
    currencyCount: amounts.length,
    amount,
    average: amounts.length === 0 ? 0 : amount / amounts.length,
    max: Math.max(0, ...amounts),
    refunds: refunds.length,
    refundAmount: refunds
      .filter(({ currency }) => currency === 'EUR')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    customers: distinct('customer'),
    instruments: distinct('instrument'),
    devices: distinct('device'),
    fraud: told.filter(
      ({ label, reportedAtMs }) => label === 'fraud' && reportedAtMs >= fromMs && reportedAtMs < toMs,
    ).length,
  };
}

describe('windows', () => {
  it('are what the list of transactions says, in whole tiles', () => {
    fc.assert(
      fc.property(
        fc.array(contribution, { maxLength: 40 }),
        fc.array(outcome, { maxLength: 12 }),
        fc.integer({ min: 0, max: 2 * DAY_MS }),
        (all, told, sinceMs) => {
          const atMs = START_MS + 40 * DAY_MS + sinceMs;
          const profile = told.reduce(recordOutcome, all.reduce(recordTransaction, emptyProfile()));
          const windows = windowsAt(profile, atMs, 'EUR');
          for (const [name, lengthMs, tileMs] of LENGTHS) {
            const fromMs = Math.floor((atMs - lengthMs) / tileMs) * tileMs;
            const toMs = (Math.floor(atMs / tileMs) + 1) * tileMs;
            expect([name, windows[name]]).toEqual([name, bruteForce({ all, told }, fromMs, toMs)]);
          }
        },
      ),
    );
  });

  it.each(LENGTHS)(
    '%s reaches back to the start of the tile that holds its edge',
    (name, lengthMs, tileMs) => {
      const atMs = START_MS + 40 * DAY_MS + 7 * HOUR_MS + 23 * MINUTE_MS + 45_000;
      const edgeMs = Math.floor((atMs - lengthMs) / tileMs) * tileMs;
      const seen = [payment(edgeMs - 1), payment(edgeMs), payment(atMs)];
      const profile = seen.reduce(recordTransaction, emptyProfile());
      expect(windowsAt(profile, atMs, 'EUR')[name].count).toBe(2);
    },
  );

  it.each(LENGTHS)('%s of a late transaction ends with the tile of its own time', (name, _, tileMs) => {
    const atMs = START_MS + 10 * DAY_MS;
    const profile = [payment(atMs), payment(atMs + tileMs - 1), payment(atMs + tileMs)].reduce(
      recordTransaction,
      emptyProfile(),
    );
    expect(windowsAt(profile, atMs, 'EUR')[name].count).toBe(2);
  });

  it.each(LENGTHS)('%s of a late transaction leaves out who was first seen later', (name, _, tileMs) => {
    const atMs = START_MS + 10 * DAY_MS;
    const seen = [0, tileMs - 1, tileMs].map((afterMs, index) => ({
      ...payment(atMs + afterMs),
      fingerprints: { device: `d${index}` },
    }));
    const profile = seen.reduce(recordTransaction, emptyProfile());
    expect(windowsAt(profile, atMs, 'EUR')[name].devices).toBe(2);
  });

  it.each(LENGTHS)('%s counts a fraud from when it was told, to the end of that tile', (name, _, tileMs) => {
    const atMs = START_MS + 10 * DAY_MS;
    const told = [0, tileMs - 1, tileMs].map((afterMs): Outcome => ({
      label: 'fraud',
      occurredAtMs: START_MS,
      reportedAtMs: atMs + afterMs,
    }));
    expect(windowsAt(told.reduce(recordOutcome, emptyProfile()), atMs, 'EUR')[name].fraud).toBe(2);
  });

  it('counts a late transaction in the tile of its own time', () => {
    const nowMs = START_MS + 10 * DAY_MS;
    const profile = [payment(nowMs, 1000), payment(nowMs - 3 * HOUR_MS, 500)].reduce(
      recordTransaction,
      emptyProfile(),
    );
    const windows = windowsAt(profile, nowMs, 'EUR');
    expect(windows.last1h.amount).toBe(1000);
    expect(windows.last24h.amount).toBe(1500);
  });

  it('shows a very late transaction only what the newest one still needs', () => {
    const nowMs = START_MS + 40 * DAY_MS;
    const lateMs = nowMs - 20 * DAY_MS;
    const profile = [payment(lateMs), payment(nowMs)].reduce(recordTransaction, emptyProfile());
    const windows = windowsAt(profile, lateMs, 'EUR');
    expect(windows.last1h.count).toBe(0);
    expect(windows.last7d.count).toBe(1);
  });
});
