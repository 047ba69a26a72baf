import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { newInstrument } from './new-instrument';

const strengthFor = (changes: SampleChanges) => newInstrument.evaluate(sampleFacts(changes))?.strength;

const regular = {
  rhythm: { total: 3, sameHours: 0 },
  remembered: { customer: 1, instrument: 1, device: 1 },
  last30d: { count: 3, instruments: 1 },
};

describe('a first use of this instrument', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['a customer with three earlier transactions', { customer: regular }, 1],
    ['a customer with two', { customer: { ...regular, rhythm: { total: 2, sameHours: 0 } } }, undefined],
    [
      'a customer whose third was today',
      { customer: { ...regular, rhythm: { total: 2, sameHours: 0 }, last24h: { count: 1 } } },
      1,
    ],
    ['a customer who is back after months', { customer: { ...regular, idleDays: 200, last30d: {} } }, 1],
    [
      'a customer who never showed one before',
      { customer: { ...regular, remembered: { customer: 1, instrument: 0, device: 1 } } },
      undefined,
    ],
    [
      'one that is known',
      { customer: { ...regular, seenWith: { instrument: { times: 1, firstDays: 80, within: '90d' } } } },
      undefined,
    ],
    [
      'a customer who always brings another',
      { customer: { ...regular, last30d: { count: 9, instruments: 5 } } },
      undefined,
    ],
    [
      'a customer who does so half of the time',
      { customer: { ...regular, last30d: { count: 10, instruments: 5 } } },
      1,
    ],
    [
      'a customer with four in five transactions',
      { customer: { ...regular, last30d: { count: 5, instruments: 4 } } },
      1,
    ],
    ['a transaction without one', { absent: ['instrument'], customer: regular }, undefined],
    ['a refund', { transaction: { type: 'refund' }, customer: regular }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says so', () => {
    expect(newInstrument.evaluate(sampleFacts({ customer: regular }))).toEqual({
      strength: 1,
      value: 0,
      threshold: 1,
      unit: 'count',
      window: '90d',
      reason: "This customer's first transaction with this instrument in 90 days.",
    });
  });
});
