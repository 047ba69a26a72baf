import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { ipManyCustomers } from './ip-many-customers';

const strengthFor = (changes: SampleChanges) => ipManyCustomers.evaluate(sampleFacts(changes))?.strength;

const seen = (within: '1h' | '24h' | '7d' | '30d' | '90d') => ({
  seenWith: { customer: { times: 1, firstDays: 0, within } },
});

describe('many customers of one ip', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['14 with this one', { ip: { last24h: { customers: 13 } } }, undefined],
    ['15 with this one', { ip: { last24h: { customers: 14 } } }, 0.5],
    ['15, this one being among them', { ip: { last24h: { customers: 15 }, ...seen('24h') } }, 0.5],
    ['14, this one being among them', { ip: { last24h: { customers: 14 }, ...seen('24h') } }, undefined],
    [
      '15 with this one, known from before the window',
      { ip: { last24h: { customers: 14 }, ...seen('7d') } },
      0.5,
    ],
    ['40', { ip: { last24h: { customers: 39 } } }, 1],
    ['as many as a set can count', { ip: { last24h: { customers: 64 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, ip: { last24h: { customers: 64 } } }, undefined],
    ['a transaction without the ip', { absent: ['ip'] }, undefined],
    [
      'a transaction without the customer',
      { absent: ['customer'], ip: { last24h: { customers: 64 } } },
      undefined,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how many in which time', () => {
    expect(ipManyCustomers.evaluate(sampleFacts({ ip: { last24h: { customers: 14 } } }))).toEqual({
      strength: 0.5,
      value: 15,
      threshold: 15,
      unit: 'count',
      window: '24h',
      reason: 'This IP address was seen with 15 different customers in the last 24 hours.',
    });
  });
});
