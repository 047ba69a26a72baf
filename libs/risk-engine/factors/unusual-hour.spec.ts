import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { unusualHour } from './unusual-hour';

const strengthFor = (changes: SampleChanges) => unusualHour.evaluate(sampleFacts(changes))?.strength;

const rhythm = (total: number, sameHours: number): SampleChanges => ({
  customer: { rhythm: { total, sameHours } },
});

describe('an unusual hour', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['none of 20', rhythm(20, 0), 1],
    ['none of 19', rhythm(19, 0), undefined],
    ['one of 50', rhythm(50, 1), 1],
    ['one of 49', rhythm(49, 1), undefined],
    ['an eighth, which is chance', rhythm(80, 10), undefined],
    ['a refund', { ...rhythm(50, 0), transaction: { type: 'refund' } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how often it happened before', () => {
    expect(unusualHour.evaluate(sampleFacts(rhythm(120, 2)))).toEqual({
      strength: 1,
      value: 2,
      baseline: 120,
      ratio: 0.017,
      threshold: 0.02,
      unit: 'count',
      reason:
        'Of 120 earlier transactions of this customer, 2 came within about an hour of this time of day.',
    });
  });
});
