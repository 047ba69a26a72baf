import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { repeatedAmount } from './repeated-amount';

const strengthFor = (changes: SampleChanges) => repeatedAmount.evaluate(sampleFacts(changes))?.strength;

const times = (count: number) => ({ repeatedAmount: count });

describe('an amount that is repeated', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['twice', { customer: times(2) }, undefined],
    ['three times', { customer: times(3) }, 0.5],
    ['eight times', { customer: times(8) }, 1],
    ['a hundred times', { customer: times(100) }, 1],
    ['on an instrument', { instrument: times(3) }, 0.5],
    ['on a device, more than by the customer', { customer: times(3), device: times(8) }, 1],
    ['at a counterparty of one price', { counterparty: times(100) }, undefined],
    ['from an address of one shop', { ip: times(100) }, undefined],
    ['before a refund', { transaction: { type: 'refund' }, customer: times(8) }, undefined],
  ])('%s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says with what, and names the customer where it is the same', () => {
    expect(repeatedAmount.evaluate(sampleFacts({ customer: times(4), device: times(4) }))).toEqual({
      strength: 0.6,
      value: 4,
      threshold: 3,
      unit: 'count',
      window: '24h',
      reason: '4 earlier transactions with this customer in the last 24 hours had one and the same amount.',
    });
  });
});
