import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { amountAboveCustomerMax } from './amount-above-customer-max';

const strengthFor = (changes: SampleChanges) =>
  amountAboveCustomerMax.evaluate(sampleFacts(changes))?.strength;

const usual = { last30d: { count: 5, currencyCount: 5, max: 1000 } };

describe("an amount above the customer's largest", () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['the usual amount', { customer: usual, transaction: { amountMinor: 1000 } }, undefined],
    ['one cent under 1.5 times', { customer: usual, transaction: { amountMinor: 1500 - 1 } }, undefined],
    ['exactly 1.5 times', { customer: usual, transaction: { amountMinor: 1500 } }, 0.5],
    ['5 times', { customer: usual, transaction: { amountMinor: 5000 } }, 1],
    ['a thousand times', { customer: usual, transaction: { amountMinor: 1_000_000 } }, 1],
    [
      'one transaction too few to know what is usual',
      {
        customer: { last30d: { ...usual.last30d, currencyCount: 5 - 1 } },
        transaction: { amountMinor: 50_000 },
      },
      undefined,
    ],
    ['a refund', { customer: usual, transaction: { amountMinor: 50_000, type: 'refund' } }, undefined],
    [
      'a norm of less than a cent',
      { customer: { last30d: { ...usual.last30d, max: 0.9 } }, transaction: { amountMinor: 50_000 } },
      undefined,
    ],
    [
      'a norm of one cent',
      { customer: { last30d: { ...usual.last30d, max: 1 } }, transaction: { amountMinor: 50_000 } },
      1,
    ],
    ['nobody to compare with', { absent: ['customer'], transaction: { amountMinor: 50_000 } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says what it compared, rounded as it is shown', () => {
    const facts = sampleFacts({
      customer: { last30d: { count: 30, currencyCount: 30, max: 6000 } },
      transaction: { amountMinor: 12_999 },
    });
    expect(amountAboveCustomerMax.evaluate(facts)).toMatchObject({
      value: 12_999,
      baseline: 6000,
      ratio: 2.2,
      threshold: 1.5,
      unit: 'minor:EUR',
      window: '30d',
      reason: "129.99 EUR is 2.2 times this customer's largest amount in 30 days, 60.00 EUR.",
    });
  });
});
