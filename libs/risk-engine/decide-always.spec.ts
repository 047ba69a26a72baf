import fc from 'fast-check';
import { formatMoney } from '@libs/money/format-money';
import { decide } from './decide';
import { DEFAULT_POLICY } from './default-policy';
import type { EntityKind } from './entity';
import type { MeasuredFactor } from './factor';
import type { EntityFacts, Facts } from './facts';
import { BUILTIN_FACTORS } from './factors/registry';
import type { Policy } from './policy';
import type { Transaction } from './transaction';
import type { Window } from './windows';
import { windowPhrase } from './wording';

const KINDS = ['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'] as const;

const small = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 400 }));
const anyAmountMinor = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 1_000_000_000_000 }),
);
const distinct = fc.integer({ min: 0, max: 64 });
const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
const country = fc.option(fc.constantFrom('ES', 'IE'), { nil: undefined });

/** What is in the window but not in the next shorter one. */
const ring = fc.record({
  count: small,
  otherCurrencies: fc.constantFrom(0, 0, 0, 2),
  amount: anyAmountMinor,
  refunds: fc.constantFrom(0, 0, 3),
  refundAmount: anyAmountMinor,
  customers: distinct,
  instruments: distinct,
  devices: distinct,
  fraud: fc.constantFrom(0, 0, 0, 1, 4),
});
type Ring = typeof ring extends fc.Arbitrary<infer T> ? T : never;

function windowFrom(rings: readonly Ring[]): Window {
  const sum = (field: keyof Ring) => rings.reduce((total, each) => total + each[field], 0);
  const most = (field: keyof Ring) => Math.max(...rings.map((each) => each[field]));
  const count = sum('count');
  const currencyCount = Math.max(0, count - sum('otherCurrencies'));
  const amount = currencyCount === 0 ? 0 : sum('amount');
  return {
    count,
    currencyCount,
    amount,
    average: currencyCount === 0 ? 0 : amount / currencyCount,
    max: currencyCount === 0 ? 0 : most('amount'),
    refunds: sum('refunds'),
    refundAmount: sum('refundAmount'),
    customers: most('customers'),
    instruments: most('instruments'),
    devices: most('devices'),
    fraud: sum('fraud'),
  };
}

const acquaintance = fc.option(
  fc.record({
    times: fc.integer({ min: 1, max: 50 }),
    firstDays: fc.integer({ min: 0, max: 200 }),
    within: fc.constantFrom('1h' as const, '24h' as const, '7d' as const, '30d' as const, '90d' as const),
  }),
  { nil: undefined },
);

const entity: fc.Arbitrary<EntityFacts> = fc
  .record({
    rings: fc.tuple(ring, ring, ring, ring),
    isNew: fc.boolean(),
    ageDays: fc.constantFrom(0, 3, 40, 400),
    knownDays: fc.constantFrom(0, 1, 2, 40),
    idleDays: fc.constantFrom(0, 0, 89, 100, 400),
    total: small,
    nearShare: fc.constantFrom(0, 0, 0.01, 0.5),
    remembered: fc.record({ customer: distinct, instrument: distinct, device: distinct }),
    customer: acquaintance,
    instrument: acquaintance,
    device: acquaintance,
    usualAmount: anyAmountMinor,
    repeatedAmount: fc.constantFrom(0, 1, 3, 5, 20),
    knownFraud: fc.record({
      firstToldDays: fc.integer({ min: 0, max: 30 }),
      lastToldDays: fc.integer({ min: 0, max: 30 }),
      cleared: fc.constantFrom(0, 0, 1, 2, 8),
    }),
  })
  .map(({ rings, total, nearShare, customer, instrument, device, knownFraud, ...others }) => ({
    ...others,
    ...(rings.some(({ fraud }) => fraud > 0) && { knownFraud }),
    rhythm: { total, sameHours: Math.floor(total * nearShare) },
    seenWith: { ...(customer && { customer }), ...(instrument && { instrument }), ...(device && { device }) },
    last1h: windowFrom(rings.slice(0, 1)),
    last24h: windowFrom(rings.slice(0, 2)),
    last7d: windowFrom(rings.slice(0, 3)),
    last30d: windowFrom(rings),
  }));

const transaction: fc.Arbitrary<Transaction> = fc
  .record({
    type: fc.constantFrom('payment' as const, 'payment' as const, 'transfer' as const, 'refund' as const),
    amountMinor: anyAmountMinor,
    currency,
    from: country,
    counterpartyIn: country,
    instrumentFrom: country,
    agent: fc.constantFrom('claimed' as const, 'verified' as const, undefined),
  })
  .map(({ type, amountMinor: amount, currency: code, from, counterpartyIn, instrumentFrom, agent }) => ({
    transactionId: 'order-1001',
    type,
    amountMinor: amount,
    currency: code,
    occurredAtMs: 1_795_341_600_000,
    customer: { id: 'c-42', ...(from && { country: from }) },
    counterparty: { id: 'm-7', ...(counterpartyIn && { country: counterpartyIn }) },
    instrument: { id: 'card-fp-9', ...(instrumentFrom && { country: instrumentFrom }) },
    device: { id: 'd-1', ip: '203.0.113.9' },
    ...(agent && { agent: { id: 'agent_1', status: agent } }),
  }));

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  schema: fc.constant(1 as const),
  transaction,
  entities: fc.record(
    { customer: entity, counterparty: entity, instrument: entity, device: entity, ip: entity, agent: entity },
    { requiredKeys: ['customer'] },
  ),
});

const policy: fc.Arbitrary<Policy> = fc
  .record({
    review: fc.integer({ min: 0, max: 100 }),
    above: fc.integer({ min: 0, max: 100 }),
    weights: fc.array(fc.integer({ min: 0, max: 100 }), {
      minLength: BUILTIN_FACTORS.length,
      maxLength: BUILTIN_FACTORS.length,
    }),
  })
  .map(({ review, above, weights }) => ({
    name: 'any',
    thresholds: { review, block: Math.min(100, review + above) },
    builtins: Object.fromEntries(
      BUILTIN_FACTORS.map(({ code, version }, index) => [code, { version, weight: weights[index] ?? 0 }]),
    ),
  }));

function formattedFields({ value, baseline, ratio, window, unit, observed = {} }: MeasuredFactor): string[] {
  const money = unit.startsWith('minor:') ? unit.slice('minor:'.length) : undefined;
  const shown = [value, baseline].map((field) =>
    money !== undefined && typeof field === 'number' ? formatMoney(field, money) : String(field),
  );
  const windowNumber = window === undefined ? [] : (/\d+/.exec(windowPhrase(window)) ?? []);
  return [...shown, String(ratio), ...windowNumber, ...Object.values(observed).map(String)];
}

/** As it comes back from a database, which keeps no order of keys. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).reverse())
      : field,
  ) as T;
}

/** The codes of factors that have fewer points after than before: none, and the score can't fall. */
function loweredFactors(before: Facts, after: Facts): string[] {
  const pointsIn = (seen: Facts) =>
    new Map(decide(DEFAULT_POLICY, seen).factors.map(({ code, points }) => [code, points]));
  const [was, is] = [pointsIn(before), pointsIn(after)];
  return BUILTIN_FACTORS.map(({ code }) => code).filter((code) => (is.get(code) ?? 0) < (was.get(code) ?? 0));
}

describe('decide, whatever the policy and the facts,', () => {
  it('always gives integer points, a score that is their capped sum, and the decision of that score', () => {
    fc.assert(
      fc.property(policy, anyFacts, (rules, seen) => {
        const { factors, score, decision, thresholds } = decide(rules, seen);
        const sum = factors.reduce((total, { points }) => total + points, 0);
        expect(factors.every(({ points }) => Number.isInteger(points) && points !== 0)).toBe(true);
        expect(score).toBe(Math.min(100, Math.max(0, sum)));
        expect(thresholds).toEqual(rules.thresholds);
        const reached = score >= thresholds.block ? 'block' : score >= thresholds.review ? 'review' : 'allow';
        expect(decision).toBe(reached);
      }),
    );
  });

  it('always gives the same bytes for the same facts, also after they were stored', () => {
    fc.assert(
      fc.property(policy, anyFacts, (rules, seen) => {
        const verdict = JSON.stringify(decide(rules, seen));
        expect(JSON.stringify(decide(rules, seen))).toBe(verdict);
        expect(JSON.stringify(decide(stored(rules), stored(seen)))).toBe(verdict);
        expect(JSON.parse(verdict)).toEqual(decide(rules, seen));
      }),
    );
  });

  it('never lets a larger amount lower the points of any factor, all else equal', () => {
    fc.assert(
      fc.property(anyFacts, anyAmountMinor, (seen, more) => {
        const larger = { ...seen.transaction, amountMinor: seen.transaction.amountMinor + more };
        expect(loweredFactors(seen, { ...seen, transaction: larger })).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('never lets more transactions in the last hour lower the points of any factor, all else equal', () => {
    const busier = (window: Window, more: number): Window => ({
      ...window,
      count: window.count + more,
      currencyCount: window.currencyCount + more,
    });
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom<EntityKind>(...KINDS),
        fc.integer({ min: 1, max: 50 }),
        (seen, kind, more) => {
          const entityFacts = seen.entities[kind];
          fc.pre(entityFacts !== undefined);
          const faster = {
            ...entityFacts,
            last1h: busier(entityFacts.last1h, more),
            last24h: busier(entityFacts.last24h, more),
            last7d: busier(entityFacts.last7d, more),
            last30d: busier(entityFacts.last30d, more),
          };
          const after = { ...seen, entities: { ...seen.entities, [kind]: faster } };
          expect(loweredFactors(seen, after)).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never lets one more known fraud lower the points of any factor, all else equal', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom<EntityKind>(...KINDS), (seen, kind) => {
        const entityFacts = seen.entities[kind];
        fc.pre(entityFacts?.knownFraud !== undefined);
        const last30d = { ...entityFacts.last30d, fraud: entityFacts.last30d.fraud + 1 };
        const after = { ...seen, entities: { ...seen.entities, [kind]: { ...entityFacts, last30d } } };
        expect(loweredFactors(seen, after)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('always shows as numbers of a reason the fields of that factor, formatted', () => {
    fc.assert(
      fc.property(anyFacts, (seen) => {
        for (const factor of decide(DEFAULT_POLICY, seen).factors) {
          if (factor.effect !== 'none' || factor.category === 'rule')
            throw new Error('the facts have no mandate');
          const allowed = new Set(
            formattedFields(factor).flatMap((field) => field.match(/\d+(?:\.\d+)?/g) ?? []),
          );
          const numbers = factor.reason.match(/\d+(?:\.\d+)?/g) ?? [];
          expect(numbers.filter((number) => !allowed.has(number))).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is tried here on facts that bring up every factor', () => {
    const found = fc
      .sample(anyFacts, { numRuns: 600, seed: 1 })
      .flatMap((seen) => decide(DEFAULT_POLICY, seen).factors.map(({ code }) => code));
    expect([...new Set(found)].sort()).toEqual(BUILTIN_FACTORS.map(({ code }) => code).sort());
  });

  it('puts the heaviest factor first, equal ones by their code', () => {
    fc.assert(
      fc.property(policy, anyFacts, (rules, seen) => {
        const { factors } = decide(rules, seen);
        const inOrder = factors.every((factor, index) => {
          const next = factors[index + 1];
          if (next === undefined || factor.points > next.points) return true;
          return factor.points === next.points && factor.code < next.code;
        });
        expect(inOrder).toBe(true);
      }),
    );
  });
});
