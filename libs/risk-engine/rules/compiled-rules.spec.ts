import { sampleFacts } from '../sample-facts';
import { CompiledRules } from './compiled-rules';
import type { PolicyRule } from './policy-rule';

const rule = (when: string, over: Partial<PolicyRule> = {}): PolicyRule => ({
  ...{ code: 'own', when, effect: { points: 5 }, reason: 'So it is.', onError: 'skip' },
  ...over,
});
const accepted = (...when: string[]): CompiledRules =>
  CompiledRules.ofAccepted(when.map((each) => rule(each)));

describe("a policy's rules", () => {
  it('are refused with the position of each that does not compile', () => {
    const compilation = CompiledRules.compile([rule('nonsense'), rule('true'), rule('1 ==')], []);
    expect(compilation).toMatchObject({
      errors: [
        { position: 0, code: 'unknown_name', line: 1, column: 1 },
        { position: 2, code: 'syntax_error' },
      ],
    });
  });

  it('compile again although a list that they name is gone, which is then empty', () => {
    const named = rule('customer.id in lists.gone');
    expect('errors' in CompiledRules.compile([named], [])).toBe(true);
    const again = CompiledRules.ofAccepted([named]);
    expect(again.factors(sampleFacts())).toEqual([]);
    expect(again.factors({ ...sampleFacts(), lists: { gone: ['c-42'] } })).toHaveLength(1);
  });

  it('say of one that has no answer what failed, whatever follows from it', () => {
    const failing = rule('attributes["x"] > 1', { effect: { decision: 'allow' }, onError: 'skip' });
    expect(CompiledRules.ofAccepted([failing]).factors(sampleFacts())).toEqual([
      {
        ...{ code: 'rule:own', category: 'rule', points: 0, effect: 'none', error: 'missing_attribute' },
        ...{ expression: failing.when, observed: { 'attributes["x"]': null } },
        reason: 'The rule own has no answer: The transaction has no attribute "x".',
      },
    ]);
  });

  it.each<[string[], number[]]>([
    [[], []],
    [['transaction.amount > 500'], [500, 501]],
    [['transaction.amount >= 12.5'], [13]],
    [
      ['transaction.amount < 900 && customer.last1h.count > 3', 'transaction.amount == 900'],
      [3, 4, 900, 901],
    ],
    [['customer.last1h.count > 3'], []],
  ])('of %j may answer otherwise from the amounts %j on', (when, amounts) => {
    const own = accepted(...when).amountBreakpoints;
    for (const amount of amounts) expect(own).toContain(amount);
    expect([...own]).toEqual([...own].sort((a, b) => a - b));
    expect(own.length === 0).toBe(amounts.length === 0);
  });
});
