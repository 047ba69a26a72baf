import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { amountAboveCustomerUsual } from './amount-above-customer-usual';

const strengthFor = (changes: SampleChanges) =>
  amountAboveCustomerUsual.evaluate(sampleFacts(changes))?.strength;

const usual = { usualAmount: 1000 };

describe("an amount above the customer's usual one", () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['the usual amount', { customer: usual, transaction: { amountMinor: 1000 } }, undefined],
    ['one cent under twice', { customer: usual, transaction: { amountMinor: 1999 } }, undefined],
    ['twice', { customer: usual, transaction: { amountMinor: 2000 } }, 0.5],
    ['three times', { customer: usual, transaction: { amountMinor: 3000 } }, 1],
    ['a thousand times', { customer: usual, transaction: { amountMinor: 1_000_000 } }, 1],
    ['nothing usual', { customer: {} }, undefined],
    ['a refund', { customer: usual, transaction: { amountMinor: 5000, type: 'refund' } }, undefined],
    ['nobody to compare with', { absent: ['customer'] }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says what it compared', () => {
    const facts = sampleFacts({
      customer: { usualAmount: 2500.5 },
      transaction: { amountMinor: 9000 },
    });
    expect(amountAboveCustomerUsual.evaluate(facts)).toMatchObject({
      value: 9000,
      baseline: 2501,
      ratio: 3.6,
      threshold: 2,
      unit: 'minor:EUR',
      window: '30d',
      reason:
        '90.00 EUR is 3.6 times what this customer spends at a time on a usual day of the last 30 days, 25.01 EUR.',
    });
  });
});
