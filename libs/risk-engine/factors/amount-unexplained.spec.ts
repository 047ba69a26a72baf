import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { amountUnexplained } from './amount-unexplained';

const strengthFor = (changes: SampleChanges) => amountUnexplained.evaluate(sampleFacts(changes))?.strength;

const customer = { last30d: { currencyCount: 3, average: 1000 } };
const counterparty = { last30d: { currencyCount: 20, average: 800 } };
const paying = (amountMinor: number) => ({ transaction: { amountMinor }, customer, counterparty });

describe('an amount that neither customer nor counterparty explains', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['one cent under twice the higher', paying(1999), undefined],
    ['twice the higher', paying(2000), 0.5],
    ['three times', paying(3000), 1],
    ['a thousand times', paying(1_000_000), 1],
    [
      'an expensive place',
      { ...paying(3000), counterparty: { last30d: { ...counterparty.last30d, average: 4000 } } },
      undefined,
    ],
    [
      'a customer who always spends much',
      { ...paying(3000), customer: { last30d: { ...customer.last30d, average: 4000 } } },
      undefined,
    ],
    [
      'a customer too little known',
      { ...paying(3000), customer: { last30d: { ...customer.last30d, currencyCount: 2 } } },
      undefined,
    ],
    [
      'a counterparty too little known',
      { ...paying(3000), counterparty: { last30d: { ...counterparty.last30d, currencyCount: 19 } } },
      undefined,
    ],
    [
      'no counterparty',
      { transaction: { amountMinor: 3000 }, customer, absent: ['counterparty'] },
      undefined,
    ],
    ['a refund', { ...paying(3000), transaction: { amountMinor: 3000, type: 'refund' } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says beside which of both', () => {
    expect(amountUnexplained.evaluate(sampleFacts(paying(2500)))).toMatchObject({
      value: 2500,
      baseline: 1000,
      ratio: 2.5,
      threshold: 2,
      unit: 'minor:EUR',
      window: '30d',
      reason:
        '25.00 EUR is 2.5 times 10.00 EUR, the higher of the 30-day averages of this customer and this counterparty.',
    });
  });
});
