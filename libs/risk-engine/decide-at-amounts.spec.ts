import fc from 'fast-check';
import { decide, decideAtAmounts, decisionOn } from './decide';
import { DEFAULT_POLICY } from './default-policy';
import type { Facts } from './facts';
import { BUILTIN_FACTORS } from './factors/registry';
import type { Policy } from './policy';
import { CompiledRules } from './rules/compiled-rules';
import type { PolicyRule } from './rules/policy-rule';
import { sampleFacts } from './sample-facts';

const amount = fc.oneof(fc.nat({ max: 20_000 }), fc.nat({ max: 1_000_000_000_000 }));

/** Near every edge that an amount can cross. */
const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    amountMinor: amount,
    type: fc.constantFrom('payment' as const, 'payment' as const, 'refund' as const),
    average: fc.nat({ max: 3_000 }),
    usualAmount: fc.nat({ max: 3_000 }),
    lastHour: fc.nat({ max: 12 }),
    refunds: fc.nat({ max: 3 }),
    country: fc.constantFrom('ES', 'IE'),
    tier: fc.constantFrom('gold', 'basic', undefined),
  })
  .map(({ amountMinor, type, average, usualAmount, lastHour, refunds, country, tier }) => {
    const window = { count: 30, currencyCount: 30, amount: 30 * average, average, max: 2 * average };
    return sampleFacts({
      transaction: {
        amountMinor,
        type,
        customer: { id: 'c-42', country: 'ES' },
        instrument: { id: 'i', country },
        counterparty: { id: 'm', country },
        agent: { id: 'a' },
        ...(tier !== undefined && { attributes: { tier } }),
      },
      customer: {
        ageDays: 3,
        usualAmount,
        last1h: { count: lastHour },
        last30d: { ...window, refunds, refundAmount: 20_000 },
      },
      counterparty: { last30d: window },
      instrument: { last1h: { count: lastHour, currencyCount: lastHour, average: 100 } },
    });
  });

const rules: readonly PolicyRule[] = [
  { code: 'large', when: 'transaction.amount > 9000.0', effect: { decision: 'block' } },
  { code: 'round', when: 'transaction.amount == 5000.0', effect: { decision: 'allow' } },
  { code: 'some', when: 'transaction.amount >= 700.0 && instrument.last1h.count > 2', effect: { points: 9 } },
  {
    code: 'late',
    when: 'transaction.amount > 300.0 && attributes["tier"] == "gold"',
    effect: { points: 3 },
  },
].map((rule) => ({ ...rule, reason: 'so it is', onError: 'review' }) as PolicyRule);
const policies: readonly Policy[] = [DEFAULT_POLICY, { ...DEFAULT_POLICY, rules: [...rules] }];

const at = (facts: Facts, amountMinor: number): Facts => ({
  ...facts,
  transaction: { ...facts.transaction, amountMinor },
});

describe('deciding at other amounts, and without an explanation', () => {
  it.each(policies.map((policy) => [policy.rules?.length ?? 0, policy] as const))(
    'always gives what deciding on them gives (%i rules)',
    (_, policy) => {
      const compiled = CompiledRules.ofAccepted(policy.rules ?? []);
      const seen = new Set<string>();
      fc.assert(
        fc.property(someFacts, fc.array(amount, { minLength: 1 }), (facts, amounts) => {
          const decideAt = decideAtAmounts(policy, facts, compiled);
          for (const amountMinor of amounts) {
            const { decision } = decide(policy, at(facts, amountMinor), compiled);
            expect(decideAt(amountMinor)).toBe(decision);
            expect(decisionOn(policy, at(facts, amountMinor), compiled)).toBe(decision);
            seen.add(decision);
          }
        }),
        { numRuns: 300 },
      );
      expect([...seen].sort()).toEqual(['allow', 'block', 'review']);
    },
  );

  it('changes no finding of a built-in that does not say it sees the amount', () => {
    const blind = BUILTIN_FACTORS.filter(({ seesAmount }) => !seesAmount);
    const findings = new Set<string>();
    fc.assert(
      fc.property(someFacts, amount, (facts, other) => {
        for (const builtin of blind) {
          const finding = builtin.evaluate(facts);
          expect(builtin.evaluate(at(facts, other))).toEqual(finding);
          if (finding !== undefined) findings.add(builtin.code);
        }
      }),
      { numRuns: 300 },
    );
    expect(findings.size).toBeGreaterThan(3);
  });
});
