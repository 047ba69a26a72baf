import fc from 'fast-check';
import { decide } from './decide';
import type { Decision } from './decision';
import type { Policy } from './policy';
import { CompiledRules } from './rules/compiled-rules';
import type { PolicyRule, RuleEffect } from './rules/policy-rule';
import { sampleFacts } from './sample-facts';

const effect: fc.Arbitrary<RuleEffect> = fc.oneof(
  fc.integer({ min: -100, max: 100 }).map((points) => ({ points })),
  fc.constantFrom<Decision>('allow', 'review', 'block').map((decision) => ({ decision })),
);

const rules: fc.Arbitrary<PolicyRule[]> = fc
  .array(
    fc.record({
      when: fc.constantFrom(
        'true',
        'transaction.amount > 100',
        'device.isNew',
        'attributes["x"] == 1',
        'false',
      ),
      effect,
      onError: fc.constantFrom<PolicyRule['onError']>('skip', 'review', 'block'),
    }),
    { maxLength: 12 },
  )
  .map((drawn) => drawn.map((rule, index) => ({ ...rule, code: `r${index}`, reason: 'So it is.' })));

const policy: fc.Arbitrary<Policy> = fc
  .record({ review: fc.integer({ min: 0, max: 50 }), block: fc.integer({ min: 50, max: 100 }), rules })
  .map(({ review, block, rules: own }) => ({
    name: 'own',
    thresholds: { review, block },
    builtins: { new_device: { version: 1, weight: 20 } },
    rules: own,
  }));

const facts = fc
  .record({ amountMinor: fc.integer({ min: 0, max: 200 }), isNew: fc.boolean() })
  .map(({ amountMinor, isNew }) => sampleFacts({ transaction: { amountMinor }, device: { isNew } }));

const compile = ({ rules: own = [] }: Policy) => CompiledRules.ofAccepted(own);

describe("deciding by a policy's own rules", () => {
  it('always goes by the effects before the score: block, then allow, then review', () => {
    fc.assert(
      fc.property(policy, facts, (own, seen) => {
        const { decision, score, thresholds, factors } = decide(own, seen, compile(own));
        const effects = new Set(factors.map((factor) => factor.effect));
        const byScore = score >= thresholds.block ? 'block' : score >= thresholds.review ? 'review' : 'allow';
        const inOrder = (['block', 'allow', 'review'] as const).find((each) => effects.has(each));
        expect(decision).toBe(inOrder ?? byScore);
      }),
    );
  });

  it('always adds up', () => {
    fc.assert(
      fc.property(policy, facts, (own, seen) => {
        const { score, factors } = decide(own, seen, compile(own));
        const sum = factors.reduce((total, { points }) => total + points, 0);
        expect(score).toBe(Math.min(100, Math.max(0, sum)));
        expect(factors.every(({ points }) => Number.isInteger(points))).toBe(true);
      }),
    );
  });

  it('always gives the same bytes for what was stored', () => {
    const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    fc.assert(
      fc.property(policy, facts, (own, seen) => {
        const verdict = decide(own, seen, compile(own));
        const again = decide(stored(own), stored(seen), compile(stored(own)));
        expect(JSON.stringify(again)).toBe(JSON.stringify(verdict));
      }),
    );
  });

  it('shows the factors with an effect first, those that take precedence before the others', () => {
    const rule = (code: string, of: RuleEffect): PolicyRule => ({
      ...{ code, when: 'true', effect: of, reason: 'So it is.', onError: 'skip' },
    });
    const own: Policy = {
      ...{ name: 'own', thresholds: { review: 30, block: 70 }, builtins: {} },
      rules: [
        rule('light', { points: 5 }),
        rule('hold', { decision: 'review' }),
        rule('heavy', { points: 50 }),
        rule('pass', { decision: 'allow' }),
        rule('stop', { decision: 'block' }),
      ],
    };
    const codes = decide(own, sampleFacts(), compile(own)).factors.map(({ code }) => code);
    expect(codes).toEqual(['rule:stop', 'rule:pass', 'rule:hold', 'rule:heavy', 'rule:light']);
  });

  it('refuses to decide by a policy without its rules', () => {
    const own: Policy = {
      ...{ name: 'own', thresholds: { review: 30, block: 70 }, builtins: {} },
      rules: [{ code: 'r', when: 'true', effect: { decision: 'block' }, reason: 'x', onError: 'skip' }],
    };
    expect(() => decide(own, sampleFacts())).toThrow('these are not the rules of this policy');
  });
});
