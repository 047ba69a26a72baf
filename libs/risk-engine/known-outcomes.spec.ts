import fc from 'fast-check';
import type { Contribution } from './contribution';
import { MAX_LATEST_OUTCOMES } from './known-outcomes';
import type { Outcome } from './known-outcomes';
import { emptyProfile, forgetOutcome, recordOutcome, recordTransaction } from './profile';
import type { Profile } from './profile';
import { windowsAt } from './windows';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 9, 1);

const payment: fc.Arbitrary<Contribution> = fc
  .record({ afterMs: fc.integer({ min: 0, max: 45 * DAY_MS }), amountMinor: fc.integer({ min: 0, max: 5 }) })
  .map(({ afterMs, amountMinor }) => ({
    occurredAtMs: START_MS + afterMs,
    type: 'payment',
    amountMinor,
    currency: 'EUR',
    fingerprints: { customer: 'c' },
  }));

const outcome: fc.Arbitrary<Outcome> = fc
  .record({
    label: fc.constantFrom('fraud' as const, 'legitimate' as const),
    afterMs: fc.integer({ min: 0, max: 45 * DAY_MS }),
    delayMs: fc.constantFrom(0, MINUTE_MS, 7 * DAY_MS, 60 * DAY_MS),
  })
  .map(({ label, afterMs, delayMs }) => ({
    label,
    occurredAtMs: START_MS + afterMs,
    reportedAtMs: START_MS + afterMs + delayMs,
  }));

const fraud = (afterMs: number, delayMs = 0): Outcome => ({
  label: 'fraud',
  occurredAtMs: START_MS + afterMs,
  reportedAtMs: START_MS + afterMs + delayMs,
});

describe('what was told about an entity', () => {
  it('does not depend on the order in which transactions and outcomes come', () => {
    const steps = fc.array(
      fc.oneof(
        payment.map((seen) => (profile: Profile) => recordTransaction(profile, seen)),
        outcome.map((told) => (profile: Profile) => recordOutcome(profile, told)),
      ),
      { maxLength: 40 },
    );
    const shuffled = steps.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    const after = (all: readonly ((profile: Profile) => Profile)[]) =>
      all.reduce((profile, step) => step(profile), emptyProfile());
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(after(other)).toEqual(after(all));
      }),
    );
  });

  it('is as if never told when it is taken back', () => {
    const nearNow = outcome.map((told) => ({ ...told, reportedAtMs: told.reportedAtMs % MINUTE_MS }));
    fc.assert(
      fc.property(fc.array(nearNow, { maxLength: MAX_LATEST_OUTCOMES - 1 }), nearNow, (told, last) => {
        const before = told.reduce(recordOutcome, emptyProfile());
        expect(forgetOutcome(recordOutcome(before, last), last)).toEqual(before);
      }),
    );
  });

  it('can be changed from fraud to legitimate', () => {
    const told = recordOutcome(emptyProfile(), fraud(0));
    const changed = recordOutcome(forgetOutcome(told, fraud(0)), { ...fraud(0), label: 'legitimate' });
    expect(changed.outcomes).toMatchObject({ frauds: 0, legitimates: 1, days: [], latestFrauds: [] });
    expect(windowsAt(told, START_MS, 'EUR').last1h.fraud).toBe(1);
    expect(windowsAt(changed, START_MS, 'EUR').last1h.fraud).toBe(0);
  });

  it('stays as it is when something is taken back that was never told', () => {
    const told = recordOutcome(emptyProfile(), fraud(0));
    expect(forgetOutcome(emptyProfile(), fraud(0))).toEqual(emptyProfile());
    const both = recordOutcome(told, fraud(DAY_MS));
    expect(forgetOutcome(both, fraud(90 * DAY_MS)).outcomes?.days).toEqual(both.outcomes?.days);
  });

  it('is counted for ever', () => {
    const profile = [fraud(0), fraud(31 * DAY_MS)].reduce(recordOutcome, emptyProfile());
    expect(profile.outcomes?.frauds).toBe(2);
  });

  it('keeps the times of the eight that were told last', () => {
    const told = Array.from({ length: MAX_LATEST_OUTCOMES + 1 }, (_, index) =>
      fraud((8 - index) * DAY_MS, index * 2 * DAY_MS),
    );
    const occurred = told.reduce(recordOutcome, emptyProfile()).outcomes?.latestFrauds.map(([, at]) => at);
    expect(occurred).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((day) => START_MS + day * DAY_MS));
  });

  it.each([
    [30, 2],
    [31, 1],
  ])('is in the window of 30 days until it is older (day %i)', (day, frauds) => {
    const profile = [fraud(0), fraud(day * DAY_MS)].reduce(recordOutcome, emptyProfile());
    expect(windowsAt(profile, START_MS + day * DAY_MS, 'EUR').last30d.fraud).toBe(frauds);
  });

  it('forgets the ninth latest outcome for good', () => {
    const told = Array.from({ length: MAX_LATEST_OUTCOMES + 1 }, (_, index) => fraud(index * DAY_MS));
    const all = told.reduce(recordOutcome, emptyProfile());
    const fewer = forgetOutcome(all, fraud(8 * DAY_MS));
    expect(fewer.outcomes?.frauds).toBe(8);
    expect(fewer.outcomes?.latestFrauds).toHaveLength(7);
  });
});
