import { contributionOf } from './contribution';
import type { Fingerprints } from './contribution';
import type { EntityKind } from './entity';
import { gatherFacts } from './facts';
import type { EntityFacts } from './facts';
import type { Outcome } from './known-outcomes';
import { emptyProfile, recordOutcome, recordTransaction } from './profile';
import type { Profile } from './profile';
import type { Transaction } from './transaction';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON_MS = Date.UTC(2026, 10, 22, 12);
const OWN: Fingerprints = { customer: 'c', instrument: 'i', device: 'd' };

const transaction = (occurredAtMs: number, changes: Partial<Transaction> = {}): Transaction => ({
  transactionId: 'order-1001',
  type: 'payment',
  amountMinor: 5000,
  currency: 'EUR',
  occurredAtMs,
  customer: { id: 'c-42' },
  instrument: { id: 'card-fp-9' },
  device: { id: 'd-1' },
  ...changes,
});

const profileOf = (timesMs: readonly number[], fingerprints = OWN): Profile =>
  timesMs.reduce(
    (profile, atMs) => recordTransaction(profile, contributionOf(transaction(atMs), fingerprints)),
    emptyProfile(),
  );

function customerFacts(timesMs: readonly number[], current = transaction(NOON_MS)): EntityFacts | undefined {
  const profiles = new Map<EntityKind, Profile>([['customer', profileOf(timesMs)]]);
  return gatherFacts(current, profiles, OWN).entities.customer;
}

describe('facts', () => {
  it('hold an entry for each entity that the transaction names, and no other', () => {
    const { entities } = gatherFacts(transaction(NOON_MS), new Map(), OWN);
    expect(Object.keys(entities)).toEqual(['customer', 'instrument', 'device']);
  });

  it('say of what was never seen that it is new', () => {
    expect(customerFacts([])).toMatchObject({
      isNew: true,
      ageDays: 0,
      knownDays: 0,
      idleDays: 0,
      rhythm: { total: 0, sameHours: 0 },
      remembered: { customer: 0, instrument: 0, device: 0 },
      seenWith: {},
    });
  });

  it('count days from the first and the last time, rounded down', () => {
    const facts = customerFacts([NOON_MS - 10 * DAY_MS - 1, NOON_MS - 3 * DAY_MS + 1]);
    expect(facts).toMatchObject({ isNew: false, ageDays: 10, knownDays: 10, idleDays: 2 });
  });

  it.each([
    ['before it was first seen', 30 * DAY_MS, 30],
    ['after it was first seen', 2 * DAY_MS, 10],
    ['in the future', -5 * DAY_MS, 10],
  ])('take the age of a customer created %s from the earlier of both', (_, createdAgoMs, ageDays) => {
    const customer = { id: 'c-42', createdAtMs: NOON_MS - createdAgoMs };
    const facts = customerFacts([NOON_MS - 10 * DAY_MS], transaction(NOON_MS, { customer }));
    expect(facts).toMatchObject({ ageDays, knownDays: 10 });
  });

  it("do not take a device's age from the customer's", () => {
    const customer = { id: 'c-42', createdAtMs: NOON_MS - 30 * DAY_MS };
    const { entities } = gatherFacts(transaction(NOON_MS, { customer }), new Map(), OWN);
    expect(entities.device?.ageDays).toBe(0);
  });

  it('call an entity new to a transaction from before all that is known of it', () => {
    expect(customerFacts([NOON_MS + 1])).toMatchObject({ isNew: true, knownDays: 0, idleDays: 0 });
    expect(customerFacts([NOON_MS])).toMatchObject({ isNew: false });
  });

  it('count the hours around this time of day, the last day left out', () => {
    const daysAgo = (days: number, hours: number) => NOON_MS - days * DAY_MS + hours * HOUR_MS;
    const facts = customerFacts([
      daysAgo(5, -2),
      daysAgo(5, -1),
      daysAgo(4, 0),
      daysAgo(3, 1),
      daysAgo(3, 2),
      daysAgo(0, -1),
      daysAgo(0, 0),
    ]);
    expect(facts?.rhythm).toEqual({ total: 5, sameHours: 3 });
  });

  it('count the hours around midnight on both sides of it', () => {
    const midnightMs = Date.UTC(2026, 10, 22);
    const times = [-1, 0, 1, 2].map((hours) => midnightMs - 5 * DAY_MS + hours * HOUR_MS);
    expect(customerFacts(times, transaction(midnightMs))?.rhythm).toEqual({ total: 4, sameHours: 3 });
  });

  it.each([
    [30 * 60_000, '1h', 0],
    [20 * HOUR_MS, '24h', 0],
    [6 * DAY_MS, '7d', 6],
    [29 * DAY_MS, '30d', 29],
    [80 * DAY_MS, '90d', 80],
  ])('know a device seen %d ms ago', (agoMs, within, firstDays) => {
    expect(customerFacts([NOON_MS - agoMs])?.seenWith.device).toEqual({ times: 1, firstDays, within });
  });

  it('know nothing of a device that only others used', () => {
    const profiles = new Map<EntityKind, Profile>([['customer', profileOf([NOON_MS], { device: 'other' })]]);
    const { customer } = gatherFacts(transaction(NOON_MS), profiles, OWN).entities;
    expect(customer?.seenWith).toEqual({});
    expect(customer?.remembered.device).toBe(1);
  });

  it('give windows in the currency of the transaction', () => {
    const earlier = [NOON_MS - DAY_MS];
    expect(customerFacts(earlier)?.last30d.amount).toBe(5000);
    expect(customerFacts(earlier, transaction(NOON_MS, { currency: 'USD' }))?.last30d).toMatchObject({
      count: 1,
      amount: 0,
    });
  });
});

describe('the usual amount', () => {
  const spent = (amounts: readonly (readonly [daysAgo: number, amountMinor: number, currency?: string])[]) =>
    amounts.reduce(
      (profile, [daysAgo, amountMinor, currency = 'EUR']) =>
        recordTransaction(
          profile,
          contributionOf(transaction(NOON_MS - daysAgo * DAY_MS, { amountMinor, currency }), OWN),
        ),
      emptyProfile(),
    );
  const usual = (amounts: Parameters<typeof spent>[0]) =>
    gatherFacts(transaction(NOON_MS), new Map([['customer', spent(amounts)]]), OWN).entities.customer
      ?.usualAmount;

  const each = (amounts: readonly number[]) =>
    amounts.map((amountMinor, day) => [day + 1, amountMinor] as const);

  it.each<[string, Parameters<typeof spent>[0], number]>([
    ['nothing', [], 0],
    ['six days: too few to know', each([500, 500, 500, 500, 500, 500]), 0],
    ['seven days: the middle one', each([900, 100, 90_000, 300, 80_000, 200, 500]), 500],
    ['eight days: between the two in the middle', each([900, 100, 90_000, 300, 80_000, 200, 500, 1000]), 700],
    ['several on a day: their average', [...each([0, 0, 0, 900, 900, 900]), [7, 100], [7, 200]], 150],
    ['other currencies', [...each([500, 500, 500, 500, 500, 500]), [7, 500, 'USD']], 0],
    ['the first day of 30', [...each([500, 500, 500, 500, 500, 500]), [30, 500]], 500],
    ['a day before it', [...each([500, 500, 500, 500, 500, 500]), [31, 500]], 0],
  ])('of %s', (_, amounts, expected) => {
    expect(usual(amounts)).toBe(expected);
  });
});

describe('the amount repeated most', () => {
  const repeated = (
    past: readonly (readonly [hoursAgo: number, amountMinor: number, currency?: string])[],
  ) => {
    const profile = past.reduce(
      (before, [hoursAgo, amountMinor, currency = 'EUR']) =>
        recordTransaction(
          before,
          contributionOf(transaction(NOON_MS - hoursAgo * HOUR_MS, { amountMinor, currency }), OWN),
        ),
      emptyProfile(),
    );
    return gatherFacts(transaction(NOON_MS), new Map([['customer', profile]]), OWN).entities.customer
      ?.repeatedAmount;
  };

  it.each<[string, Parameters<typeof repeated>[0], number]>([
    ['nothing', [], 0],
    [
      'different amounts',
      [
        [1, 100],
        [2, 200],
      ],
      1,
    ],
    [
      'one amount in different hours',
      [
        [1, 100],
        [5, 100],
        [5, 100],
        [23, 100],
        [2, 7],
      ],
      4,
    ],
    [
      'one number in two currencies',
      [
        [1, 100],
        [2, 100, 'USD'],
      ],
      1,
    ],
    [
      'the last hour of 24',
      [
        [24, 100],
        [1, 100],
      ],
      2,
    ],
    [
      'an hour before it',
      [
        [25, 100],
        [1, 100],
      ],
      1,
    ],
  ])('of %s', (_, past, expected) => {
    expect(repeated(past)).toBe(expected);
  });
});

describe('known fraud', () => {
  const told = (label: Outcome['label'], occurredDaysAgo: number, toldDaysAgo: number): Outcome => ({
    label,
    occurredAtMs: NOON_MS - occurredDaysAgo * DAY_MS,
    reportedAtMs: NOON_MS - toldDaysAgo * DAY_MS,
  });
  const known = (outcomes: readonly Outcome[], atMs = NOON_MS) => {
    const profiles = new Map([['customer' as const, outcomes.reduce(recordOutcome, emptyProfile())]]);
    return gatherFacts(transaction(atMs), profiles, OWN).entities.customer?.knownFraud;
  };

  it.each<[string, Outcome[], object | undefined]>([
    ['nothing told', [], undefined],
    ['something good told', [told('legitimate', 9, 2)], undefined],
    ['one told today', [told('fraud', 9, 0)], { firstToldDays: 0, lastToldDays: 0, cleared: 0 }],
    [
      'two told',
      [told('fraud', 9, 2), told('fraud', 30, 20)],
      { firstToldDays: 20, lastToldDays: 2, cleared: 0 },
    ],
    ['one told 30 days ago', [told('fraud', 40, 30)], { firstToldDays: 30, lastToldDays: 30, cleared: 0 }],
    ['one told 31 days ago', [told('fraud', 40, 31)], undefined],
    ['one told tomorrow', [told('fraud', 1, -1)], undefined],
  ])('of %s', (_, outcomes, expected) => {
    expect(known(outcomes)).toEqual(expected);
  });

  it.each<[string, Outcome[], number]>([
    ['a later one called legitimate', [told('legitimate', 8, 1)], 1],
    ['an earlier one', [told('legitimate', 10, 1)], 0],
    ['one at the same time', [told('legitimate', 9, 1)], 0],
    ['a later one, told tomorrow', [told('legitimate', 8, -1)], 0],
    ['ten later ones: eight are remembered', Array.from({ length: 10 }, () => told('legitimate', 1, 1)), 8],
  ])('is cleared by %s', (_, outcomes, cleared) => {
    expect(known([told('fraud', 9, 2), ...outcomes])?.cleared).toBe(cleared);
  });

  it('is not cleared by what came before a later fraud', () => {
    const outcomes = [told('fraud', 9, 2), told('legitimate', 8, 1), told('fraud', 7, 0)];
    expect(known(outcomes)?.cleared).toBe(0);
  });

  it('counts for a late transaction only as far as it was known by then', () => {
    const told15 = { ...told('fraud', 1, 0), reportedAtMs: NOON_MS + 3 * HOUR_MS };
    const cleared = { ...told('legitimate', 0, 0), reportedAtMs: NOON_MS + HOUR_MS };
    expect(known([told15, told('fraud', 1, 0), cleared])?.cleared).toBe(0);
    expect(known([told15, told('legitimate', 0, 0)])?.cleared).toBe(0);
  });
});
