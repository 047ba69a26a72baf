import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { instrumentManyCustomers } from './instrument-many-customers';

const strengthFor = (changes: SampleChanges) =>
  instrumentManyCustomers.evaluate(sampleFacts(changes))?.strength;

const seen = (within: '1h' | '24h' | '7d' | '30d' | '90d') => ({
  seenWith: { customer: { times: 1, firstDays: 0, within } },
});

describe('many customers of one instrument', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['2 with this one', { instrument: { last30d: { customers: 1 } } }, undefined],
    ['3 with this one', { instrument: { last30d: { customers: 2 } } }, 0.5],
    ['3, this one being among them', { instrument: { last30d: { customers: 3 }, ...seen('30d') } }, 0.5],
    [
      '2, this one being among them',
      { instrument: { last30d: { customers: 2 }, ...seen('30d') } },
      undefined,
    ],
    [
      '3 with this one, known from before the window',
      { instrument: { last30d: { customers: 2 }, ...seen('90d') } },
      0.5,
    ],
    ['6', { instrument: { last30d: { customers: 5 } } }, 1],
    ['as many as a set can count', { instrument: { last30d: { customers: 64 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, instrument: { last30d: { customers: 64 } } }, undefined],
    ['a transaction without the instrument', { absent: ['instrument'] }, undefined],
    [
      'a transaction without the customer',
      { absent: ['customer'], instrument: { last30d: { customers: 64 } } },
      undefined,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how many in which time', () => {
    expect(
      instrumentManyCustomers.evaluate(sampleFacts({ instrument: { last30d: { customers: 2 } } })),
    ).toEqual({
      strength: 0.5,
      value: 3,
      threshold: 3,
      unit: 'count',
      window: '30d',
      reason: 'This instrument was seen with 3 different customers in the last 30 days.',
    });
  });
});
