import type { Factor, FactorCategory, MeasuredFactor } from './factor';
import { reasoningOf } from './reasoning';
import type { Decision } from './verdict';

const factor = (category: FactorCategory, points: number): MeasuredFactor => ({
  code: `${category}_${points}`,
  category,
  points,
  effect: 'none',
  value: 1,
  threshold: 1,
  unit: 'count',
  reason: 'So it is.',
});

const rule = (code: string, points: number, effect: Factor['effect'] = 'none'): Factor => ({
  ...{ code: `rule:${code}`, category: 'rule', points, effect },
  ...{ expression: 'true', observed: {}, reason: 'So it is.' },
});

const reasoning = (
  decision: Decision,
  score: number,
  factors: Factor[],
  thresholds = { review: 30, block: 70 },
) => reasoningOf({ decision, score, thresholds, factors });

const REVIEW = 'reaches the review threshold of 30 and stays under the block threshold of 70.';

describe('the reasoning', () => {
  it.each<[string, string, string]>([
    [
      'nothing at all',
      reasoning('allow', 0, []),
      'Allow: nothing unusual was found; the score of 0 stays under the review threshold of 30.',
    ],
    [
      'nothing, with a policy that reviews everything',
      reasoning('review', 0, [], { review: 0, block: 70 }),
      'Review: nothing unusual was found, but the score of 0 reaches the review threshold of 0 and stays under the block threshold of 70.',
    ],
    [
      'nothing, with a policy that blocks everything',
      reasoning('block', 0, [], { review: 0, block: 0 }),
      'Block: nothing unusual was found, but the score of 0 reaches the block threshold of 0.',
    ],
    [
      'one factor',
      reasoning('allow', 15, [factor('device', 15)]),
      'Allow: the score of 15 stays under the review threshold of 30. The device alone speaks against it.',
    ],
    [
      'several categories',
      reasoning('review', 47, [factor('amount', 22), factor('device', 15), factor('geography', 10)]),
      `Review: the score of 47 ${REVIEW} The amount weighs most (22 of 47).`,
    ],
    [
      'several factors of one category that together weigh most',
      reasoning('review', 50, [factor('amount', 20), factor('velocity', 18), factor('velocity', 12)]),
      `Review: the score of 50 ${REVIEW} The pace weighs most (30 of 50).`,
    ],
    [
      'a tie',
      reasoning('review', 40, [factor('device', 15), factor('history', 15), factor('geography', 10)]),
      `Review: the score of 40 ${REVIEW} The device and the customer's history weigh most (15 each of 40).`,
    ],
    [
      'points in its favour',
      reasoning('review', 32, [factor('amount', 32), factor('device', 15), factor('history', -15)]),
      `Review: the score of 32 ${REVIEW} Points against it: 47; in its favour: 15. The amount weighs most (32 of 47).`,
    ],
    [
      'only points in its favour',
      reasoning('allow', 0, [factor('history', -15)]),
      'Allow: the score of 0 stays under the review threshold of 30. Points against it: 0; in its favour: 15. The points add up to -15, and a score begins at 0.',
    ],
    [
      'more points than a score can have',
      reasoning('block', 100, [factor('velocity', 70), factor('device', 60)]),
      'Block: the score of 100 reaches the block threshold of 70. The points add up to 130, and a score ends at 100. The pace weighs most (70 of 130).',
    ],
    [
      'a rule that blocks',
      reasoning('block', 12, [rule('denylist', 0, 'block'), factor('amount', 12)]),
      'Block: the rule denylist blocks it, whatever the score of 12 says. The amount alone speaks against it.',
    ],
    [
      'several rules, of which some are overruled',
      reasoning('allow', 0, [rule('a', 0, 'allow'), rule('b', 0, 'allow'), rule('c', 0, 'review')]),
      'Allow: the rules a and b allow it, whatever the score of 0 says.',
    ],
    [
      'three rules that hold it',
      reasoning('review', 0, [rule('a', 0, 'review'), rule('b', 0, 'review'), rule('c', 0, 'review')]),
      'Review: the rules a, b and c hold it, whatever the score of 0 says.',
    ],
    [
      'rules with points alone',
      reasoning('review', 40, [rule('a', 40)]),
      `Review: the score of 40 ${REVIEW} The policy's rules alone speak against it.`,
    ],
    [
      'rules that weigh most',
      reasoning('review', 47, [rule('a', 30), factor('amount', 17)]),
      `Review: the score of 47 ${REVIEW} The policy's rules weigh most (30 of 47).`,
    ],
  ])('of %s', (_, sentence, expected) => {
    expect(sentence).toBe(expected);
  });
});
