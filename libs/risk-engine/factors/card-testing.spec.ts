import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { cardTesting } from './card-testing';

const strengthFor = (changes: SampleChanges) => cardTesting.evaluate(sampleFacts(changes))?.strength;

const small = (currencyCount: number, average = 100) => ({
  last1h: { count: currencyCount, currencyCount, average },
});
const shop = (average: number, currencyCount = 20) => ({
  last30d: { count: currencyCount, currencyCount, average },
});
const cheap = { amountMinor: 100 };

describe('card testing', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    [
      'two small amounts before',
      { device: small(2), counterparty: shop(8000), transaction: cheap },
      undefined,
    ],
    ['three', { device: small(3), counterparty: shop(8000), transaction: cheap }, 0.5],
    ['ten', { device: small(10), counterparty: shop(8000), transaction: cheap }, 1],
    ['three on an instrument', { instrument: small(3), counterparty: shop(8000), transaction: cheap }, 0.5],
    ['three from an address', { ip: small(3), counterparty: shop(8000), transaction: cheap }, 0.5],
    [
      'several, the strongest counting',
      { instrument: small(3), device: small(10), ip: small(4), counterparty: shop(8000), transaction: cheap },
      1,
    ],
    ['a tenth of what is usual', { device: small(3), counterparty: shop(1000), transaction: cheap }, 0.5],
    ['more than a tenth', { device: small(3), counterparty: shop(999), transaction: cheap }, undefined],
    [
      'a place of small prices',
      { device: small(10), counterparty: shop(120), transaction: cheap },
      undefined,
    ],
    [
      'a counterparty too little known',
      { device: small(3), counterparty: shop(8000, 19), transaction: cheap },
      undefined,
    ],
    ['the large amount that follows', { device: small(3), transaction: { amountMinor: 1000 } }, 0.5],
    ['an amount not ten times as large', { device: small(3), transaction: { amountMinor: 999 } }, undefined],
    ['verifications of zero', { device: small(3, 0), transaction: { amountMinor: 1 } }, 0.5],
    ['nothing but zero', { device: small(9, 0), transaction: { amountMinor: 0 } }, undefined],
    ['a refund', { device: small(9), transaction: { amountMinor: 9000, type: 'refund' } }, undefined],
    ['nothing to test', { absent: ['instrument', 'device', 'ip'], counterparty: shop(8000) }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says where, how small and beside what', () => {
    const facts = sampleFacts({ ip: small(3, 100.4), counterparty: shop(8049.6), transaction: cheap });
    expect(cardTesting.evaluate(facts)).toEqual({
      strength: 0.5,
      value: 100,
      baseline: 8050,
      threshold: 804,
      unit: 'minor:EUR',
      window: '1h',
      reason:
        'A row of small amounts with this IP address in the last hour: 1.00 EUR on average, beside 80.50 EUR.',
    });
  });
});
