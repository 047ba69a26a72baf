import { decide } from './decide';
import { UnknownBuiltinError } from './factors/registry';
import type { Policy } from './policy';
import { sampleFacts } from './sample-facts';

describe('decide', () => {
  const mismatch = sampleFacts({
    transaction: { customer: { id: 'c-42', country: 'ES' }, counterparty: { id: 'm-7', country: 'IE' } },
  });
  const weighing = (weight: number, thresholds = { review: 30, block: 70 }): Policy => ({
    name: 'one factor',
    thresholds,
    builtins: { counterparty_country_mismatch: { version: 1, weight } },
  });

  it.each([
    [29, 'allow'],
    [30, 'review'],
    [69, 'review'],
    [70, 'block'],
  ])('with a score of %i decides %s', (weight, decision) => {
    expect(decide(weighing(weight), mismatch)).toMatchObject({ score: weight, decision });
  });

  it('leaves a factor of weight 0, and one that the policy does not name, out', () => {
    expect(decide(weighing(0), mismatch).factors).toEqual([]);
    expect(decide({ ...weighing(0), builtins: {} }, mismatch).factors).toEqual([]);
  });

  it('answers in the shape of the API', () => {
    expect(decide(weighing(10), mismatch)).toEqual({
      decision: 'allow',
      score: 10,
      thresholds: { review: 30, block: 70 },
      factors: [
        {
          code: 'counterparty_country_mismatch',
          category: 'geography',
          points: 10,
          effect: 'none',
          value: 'IE',
          baseline: 'ES',
          threshold: 'ES',
          unit: 'country',
          reason: 'The counterparty is in IE, the customer from ES.',
        },
      ],
      reasoning:
        'Allow: the score of 10 stays under the review threshold of 30. Geography alone speaks against it.',
    });
  });

  it.each([
    ['a factor that does not exist', { no_such_factor: { version: 1, weight: 10 } }],
    ['a version that is not shipped', { new_device: { version: 7, weight: 10 } }],
  ])('refuses %s rather than leave it out', (_, builtins) => {
    expect(() => decide({ ...weighing(10), builtins }, sampleFacts())).toThrow(UnknownBuiltinError);
  });
});
