import { ERASED, IdentifierWords } from '@libs/identifier-words/identifier-words';
import { erasedVerdict } from './erased-verdict';
import type { Factor } from './factor';

const MEASURED: Factor = {
  ...{ code: 'amount_above_usual', category: 'amount', points: 21, effect: 'none' },
  ...{ value: 900, baseline: 100, ratio: 9, threshold: 3, unit: 'minor:EUR' },
  reason: '9 times the usual amount.',
};
const RULE: Factor = {
  ...{ code: 'rule:d-1', category: 'rule', points: 0, effect: 'block' },
  expression: 'device.id == "d-1"',
  observed: { 'device.id': 'd-1', 'customer.id': 'c-1', 'attributes["age"]': 40, 'transaction.amount': 900 },
  reason: 'The device d-1 is known.',
};
const VERDICT = {
  decision: 'block',
  ...{ score: 21, thresholds: { review: 30, block: 70 } },
  factors: [RULE, MEASURED],
  reasoning: 'Block: the rule d-1 says so.',
  counterfactuals: [
    { path: '/instrument/country', operator: '=', value: 'ES', decision: 'allow', sentence: 'With d-1.' },
  ],
} as const;

describe('a verdict', () => {
  it('without its customer says nothing, and decides and counts the same', () => {
    const erased = erasedVerdict(VERDICT, { kind: 'customer', words: new IdentifierWords('c-1') });
    expect(erased).toEqual({
      ...VERDICT,
      factors: [
        {
          ...RULE,
          observed: {
            'device.id': ERASED,
            'customer.id': ERASED,
            'attributes["age"]': ERASED,
            'transaction.amount': 900,
          },
          reason: ERASED,
        },
        { ...MEASURED, reason: ERASED },
      ],
      reasoning: ERASED,
      counterfactuals: [{ ...VERDICT.counterfactuals[0], sentence: ERASED }],
    });
  });

  it('without a device says the rest; the rule is called as it was', () => {
    const erased = erasedVerdict(VERDICT, { kind: 'device', words: new IdentifierWords('d-1') });
    expect(erased.factors).toEqual([
      {
        ...RULE,
        expression: `device.id == "${ERASED}"`,
        observed: { ...RULE.observed, 'device.id': ERASED },
        reason: `The device ${ERASED} is known.`,
      },
      MEASURED,
    ]);
    expect([erased.reasoning, erased.counterfactuals[0].sentence]).toEqual([
      ...[`Block: the rule ${ERASED} says so.`, `With ${ERASED}.`],
    ]);
  });
});
