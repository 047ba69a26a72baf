import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { amountAboveCounterpartyNorm } from './amount-above-counterparty-norm';

const strengthFor = (changes: SampleChanges) =>
  amountAboveCounterpartyNorm.evaluate(sampleFacts(changes))?.strength;

const usual = { last30d: { count: 20, currencyCount: 20, average: 1000 } };

describe("an amount above the counterparty's norm", () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['the usual amount', { counterparty: usual, transaction: { amountMinor: 1000 } }, undefined],
    ['one cent under 5 times', { counterparty: usual, transaction: { amountMinor: 5000 - 1 } }, undefined],
    ['exactly 5 times', { counterparty: usual, transaction: { amountMinor: 5000 } }, 0.5],
    ['20 times', { counterparty: usual, transaction: { amountMinor: 20000 } }, 1],
    ['a thousand times', { counterparty: usual, transaction: { amountMinor: 1_000_000 } }, 1],
    [
      'one transaction too few to know what is usual',
      {
        counterparty: { last30d: { ...usual.last30d, currencyCount: 20 - 1 } },
        transaction: { amountMinor: 50_000 },
      },
      undefined,
    ],
    ['a refund', { counterparty: usual, transaction: { amountMinor: 50_000, type: 'refund' } }, undefined],
    [
      'a norm of less than a cent',
      { counterparty: { last30d: { ...usual.last30d, average: 0.9 } }, transaction: { amountMinor: 50_000 } },
      undefined,
    ],
    [
      'a norm of one cent',
      { counterparty: { last30d: { ...usual.last30d, average: 1 } }, transaction: { amountMinor: 50_000 } },
      1,
    ],
    ['nobody to compare with', { absent: ['counterparty'], transaction: { amountMinor: 50_000 } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says what it compared, rounded as it is shown', () => {
    const facts = sampleFacts({
      counterparty: { last30d: { count: 30, currencyCount: 30, average: 1300.2 } },
      transaction: { amountMinor: 12_999 },
    });
    expect(amountAboveCounterpartyNorm.evaluate(facts)).toMatchObject({
      value: 12_999,
      baseline: 1300,
      ratio: 10,
      threshold: 5,
      unit: 'minor:EUR',
      window: '30d',
      reason: "129.99 EUR is 10 times this counterparty's 30-day average of 13.00 EUR.",
    });
  });
});
