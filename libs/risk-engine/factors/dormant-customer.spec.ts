import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { dormantCustomer } from './dormant-customer';

const strengthFor = (changes: SampleChanges) => dormantCustomer.evaluate(sampleFacts(changes))?.strength;

describe('a dormant customer', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['89 days of silence', { customer: { idleDays: 89 } }, undefined],
    ['90 days', { customer: { idleDays: 90 } }, 0.5],
    ['a year', { customer: { idleDays: 365 } }, 1],
    ['ten years', { customer: { idleDays: 3650 } }, 1],
    ['a refund', { transaction: { type: 'refund' }, customer: { idleDays: 365 } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says for how long', () => {
    expect(dormantCustomer.evaluate(sampleFacts({ customer: { idleDays: 120 } }))).toMatchObject({
      value: 120,
      threshold: 90,
      unit: 'days',
      reason: "This customer's first transaction in 120 days.",
    });
  });
});
