import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { amountAboveCustomerNorm } from './amount-above-customer-norm';

const strengthFor = (changes: SampleChanges) =>
  amountAboveCustomerNorm.evaluate(sampleFacts(changes))?.strength;

const usual = { last30d: { count: 3, currencyCount: 3, average: 1000 } };

describe("an amount above the customer's norm", () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['the usual amount', { customer: usual, transaction: { amountMinor: 1000 } }, undefined],
    ['one cent under 3 times', { customer: usual, transaction: { amountMinor: 3000 - 1 } }, undefined],
    ['exactly 3 times', { customer: usual, transaction: { amountMinor: 3000 } }, 0.5],
    ['10 times', { customer: usual, transaction: { amountMinor: 10000 } }, 1],
    ['a thousand times', { customer: usual, transaction: { amountMinor: 1_000_000 } }, 1],
    [
      'one transaction too few to know what is usual',
      {
        customer: { last30d: { ...usual.last30d, currencyCount: 3 - 1 } },
        transaction: { amountMinor: 50_000 },
      },
      undefined,
    ],
    ['a refund', { customer: usual, transaction: { amountMinor: 50_000, type: 'refund' } }, undefined],
    [
      'a norm of less than a cent',
      { customer: { last30d: { ...usual.last30d, average: 0.9 } }, transaction: { amountMinor: 50_000 } },
      undefined,
    ],
    [
      'a norm of one cent',
      { customer: { last30d: { ...usual.last30d, average: 1 } }, transaction: { amountMinor: 50_000 } },
      1,
    ],
    ['nobody to compare with', { absent: ['customer'], transaction: { amountMinor: 50_000 } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says what it compared, rounded as it is shown', () => {
    const facts = sampleFacts({
      customer: { last30d: { count: 30, currencyCount: 30, average: 3420.4 } },
      transaction: { amountMinor: 12_999 },
    });
    expect(amountAboveCustomerNorm.evaluate(facts)).toMatchObject({
      value: 12_999,
      baseline: 3420,
      ratio: 3.8,
      threshold: 3,
      unit: 'minor:EUR',
      window: '30d',
      reason: "129.99 EUR is 3.8 times this customer's 30-day average of 34.20 EUR.",
    });
  });
});
