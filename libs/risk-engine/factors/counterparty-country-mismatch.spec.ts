import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { counterpartyCountryMismatch } from './counterparty-country-mismatch';

const strengthFor = (changes: SampleChanges) =>
  counterpartyCountryMismatch.evaluate(sampleFacts(changes))?.strength;

const from = (customer?: string, other?: string): SampleChanges => ({
  transaction: {
    customer: { id: 'c-42', ...(customer !== undefined && { country: customer }) },
    counterparty: { ...(other !== undefined && { country: other }) },
  },
});

describe('countries of customer and counterparty', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['the same country', from('ES', 'ES'), undefined],
    ['different countries', from('ES', 'IE'), 1],
    ['an unknown country of the customer', from(undefined, 'IE'), undefined],
    ['an unknown country of the counterparty', from('ES'), undefined],
    ['a refund', { transaction: { ...from('ES', 'IE').transaction, type: 'refund' } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('names both', () => {
    expect(counterpartyCountryMismatch.evaluate(sampleFacts(from('ES', 'IE')))).toEqual({
      strength: 1,
      value: 'IE',
      baseline: 'ES',
      threshold: 'ES',
      unit: 'country',
      reason: 'The counterparty is in IE, the customer from ES.',
    });
  });
});
