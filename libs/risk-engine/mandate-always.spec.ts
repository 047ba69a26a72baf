import fc from 'fast-check';
import { formatMoney } from '@libs/money/format-money';
import { counterfactuals } from './counterfactual';
import { decide, decideAtAmounts, decisionOn } from './decide';
import type { Decision } from './decision';
import { DEFAULT_POLICY } from './default-policy';
import type { Factor } from './factor';
import type { Facts } from './facts';
import type { MandateFacts, MandateRefusal } from './mandate';
import type { Policy } from './policy';
import { packFacts, readFacts } from './recorded-facts';
import { CompiledRules } from './rules/compiled-rules';
import type { PolicyRule } from './rules/policy-rule';
import { sampleFacts } from './sample-facts';

const amount = fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 30_000 }), fc.nat({ max: 1_000_000_000_000 }));
const limit = fc.option(amount, { nil: null });

const mandate: fc.Arbitrary<MandateFacts> = fc.record({
  maxAmountMinor: limit,
  maxAmountPerDayMinor: limit,
  spentTodayMinor: amount,
  refusals: fc.oneof(
    fc.constant<MandateRefusal[]>([]),
    fc.subarray<MandateRefusal>(['expired', 'type', 'counterparty', 'currency']),
  ),
});

/** One that says too little to be blocked for it, of an agent whose facts bring up other factors. */
const free: fc.Arbitrary<Facts> = fc
  .record({ amountMinor: amount, currency: fc.constantFrom('EUR', 'JPY', 'KWD'), busy: fc.boolean() })
  .map(({ amountMinor, currency, busy }) =>
    sampleFacts({
      transaction: { amountMinor, currency, agent: { id: 'agent_1', status: 'verified' } },
      agent: { isNew: !busy, last1h: { count: busy ? 500 : 0 } },
      customer: { last30d: { count: 9, currencyCount: 9, amount: 27_000, average: 3_000, max: 4_000 } },
    }),
  );

const rule: fc.Arbitrary<Omit<PolicyRule, 'code'>> = fc.record({
  when: fc.constantFrom('true', 'transaction.amount > 2000', 'attributes["x"] == 1'),
  effect: fc.oneof(
    fc.integer({ min: -100, max: 100 }).map((points) => ({ points })),
    fc.constantFrom<Decision>('allow', 'review', 'block').map((decision) => ({ decision })),
  ),
  reason: fc.constant('So it is.'),
  onError: fc.constantFrom<PolicyRule['onError']>('skip', 'review', 'block'),
});

/** Codes before and behind that of the mandate. */
const policy: fc.Arbitrary<Policy> = fc
  .record({
    builtins: fc.constantFrom(DEFAULT_POLICY.builtins, {}),
    rules: fc.array(rule, { maxLength: 5 }),
  })
  .map(({ builtins, rules }) => ({
    ...DEFAULT_POLICY,
    builtins,
    rules: rules.map((each, index) => ({ ...each, code: index % 2 === 0 ? `a${index}` : `z${index}` })),
  }));

const rulesOf = ({ rules = [] }: Policy): CompiledRules => CompiledRules.ofAccepted(rules);

function isOutside(
  { transaction: { amountMinor } }: Facts,
  { refusals, maxAmountMinor, maxAmountPerDayMinor, spentTodayMinor }: MandateFacts,
): boolean {
  return (
    refusals.length > 0 ||
    amountMinor > (maxAmountMinor ?? Infinity) ||
    spentTodayMinor + amountMinor > (maxAmountPerDayMinor ?? Infinity)
  );
}

describe('the mandate of an agent, whatever the policy,', () => {
  it('never changes a byte of what is decided inside of it', () => {
    fc.assert(
      fc.property(policy, free, mandate, (own, facts, says) => {
        fc.pre(!isOutside(facts, says));
        const rules = rulesOf(own);
        const verdict = decide(own, { ...facts, mandate: says }, rules);
        expect(JSON.stringify(verdict)).toBe(JSON.stringify(decide(own, facts, rules)));
      }),
      { numRuns: 200 },
    );
  });

  it('always blocks what is outside of it, says so first, and leaves score and other factors as they are', () => {
    fc.assert(
      fc.property(policy, free, mandate, (own, facts, says) => {
        const rules = rulesOf(own);
        const without = decide(own, facts, rules);
        const verdict = decide(own, { ...facts, mandate: says }, rules);
        fc.pre(isOutside(facts, says));
        const [first, ...others] = verdict.factors;
        expect(first).toMatchObject({
          ...{ code: 'mandate_exceeded', category: 'agent', points: 0, effect: 'block' },
        });
        expect(others).toEqual(without.factors);
        expect([verdict.decision, verdict.score]).toEqual(['block', without.score]);
      }),
      { numRuns: 400 },
    );
  });

  it('is always seen by whatever decides, at every amount', () => {
    fc.assert(
      fc.property(policy, free, mandate, amount, (own, facts, says, amountMinor) => {
        const rules = rulesOf(own);
        const seen = { ...facts, mandate: says };
        const changed = { ...seen, transaction: { ...facts.transaction, amountMinor } };
        const { decision } = decide(own, changed, rules);
        expect(decisionOn(own, changed, rules)).toBe(decision);
        expect(decideAtAmounts(own, seen, rules)(amountMinor)).toBe(decision);
      }),
      { numRuns: 400 },
    );
  });

  it('always gives the same bytes from the facts as they are recorded', () => {
    fc.assert(
      fc.property(policy, free, mandate, (own, facts, says) => {
        const seen = { ...facts, mandate: says };
        const recorded = readFacts(JSON.parse(JSON.stringify(packFacts(seen))));
        const rules = rulesOf(own);
        expect(JSON.stringify(decide(own, recorded, rules))).toBe(JSON.stringify(decide(own, seen, rules)));
      }),
    );
  });

  it('always shows as numbers of its reason the fields of its factor, formatted', () => {
    fc.assert(
      fc.property(free, mandate, (facts, says) => {
        const breach = decide(DEFAULT_POLICY, { ...facts, mandate: says }).factors.find(
          ({ effect }) => effect === 'block',
        );
        const numbers = breach?.reason.match(/\d+(?:\.\d+)?/g) ?? [];
        expect(numbers.filter((number) => !shownIn(breach, facts).includes(number))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('has no way out of it named that leads to none', () => {
    const ways = new Set<string>();
    fc.assert(
      fc.property(policy, free, mandate, (own, facts, says) => {
        const rules = rulesOf(own);
        const seen = { ...facts, mandate: says };
        const decideOn = (changed: Facts): Decision => decisionOn(own, changed, rules);
        const { amountBreakpoints } = rules;
        for (const { path, operator, value, decision } of counterfactuals(decideOn, seen, {
          amountBreakpoints,
        })) {
          if (!isOutside(facts, says)) continue;
          ways.add(path);
          const last = Number(value);
          const amountMinor = operator === '<' ? last - 1 : operator === '>' ? last + 1 : last;
          const changed = { ...seen, transaction: { ...facts.transaction, amountMinor } };
          expect([path, decide(own, changed, rules).decision]).toEqual(['/amount', decision]);
          expect(says.refusals).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    expect([...ways]).toEqual(['/amount']);
  });
});

/** The numbers among its value and threshold, as they are written. */
function shownIn(breach: Factor | undefined, { transaction: { currency } }: Facts): string[] {
  if (breach === undefined || breach.category === 'rule') return [];
  return [breach.value, breach.threshold].flatMap((field) =>
    typeof field === 'number' ? (formatMoney(field, currency).match(/\d+(?:\.\d+)?/g) ?? []) : [],
  );
}
