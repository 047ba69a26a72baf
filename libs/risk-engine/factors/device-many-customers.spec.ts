import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { deviceManyCustomers } from './device-many-customers';

const strengthFor = (changes: SampleChanges) => deviceManyCustomers.evaluate(sampleFacts(changes))?.strength;

const seen = (within: '1h' | '24h' | '7d' | '30d' | '90d') => ({
  seenWith: { customer: { times: 1, firstDays: 0, within } },
});

describe('many customers of one device', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['3 with this one', { device: { last7d: { customers: 2 } } }, undefined],
    ['4 with this one', { device: { last7d: { customers: 3 } } }, 0.5],
    ['4, this one being among them', { device: { last7d: { customers: 4 }, ...seen('7d') } }, 0.5],
    ['3, this one being among them', { device: { last7d: { customers: 3 }, ...seen('7d') } }, undefined],
    [
      '4 with this one, known from before the window',
      { device: { last7d: { customers: 3 }, ...seen('30d') } },
      0.5,
    ],
    ['8', { device: { last7d: { customers: 7 } } }, 1],
    ['as many as a set can count', { device: { last7d: { customers: 64 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, device: { last7d: { customers: 64 } } }, undefined],
    ['a transaction without the device', { absent: ['device'] }, undefined],
    [
      'a transaction without the customer',
      { absent: ['customer'], device: { last7d: { customers: 64 } } },
      undefined,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how many in which time', () => {
    expect(deviceManyCustomers.evaluate(sampleFacts({ device: { last7d: { customers: 3 } } }))).toEqual({
      strength: 0.5,
      value: 4,
      threshold: 4,
      unit: 'count',
      window: '7d',
      reason: 'This device was seen with 4 different customers in the last 7 days.',
    });
  });
});
