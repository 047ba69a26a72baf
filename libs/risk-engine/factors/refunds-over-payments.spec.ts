import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { refundsOverPayments } from './refunds-over-payments';

const strengthFor = (changes: SampleChanges) => refundsOverPayments.evaluate(sampleFacts(changes))?.strength;

const refund = (amountMinor: number) => ({ type: 'refund' as const, amountMinor });
const paid = { count: 3, currencyCount: 3, amount: 5000, refunds: 1, refundAmount: 4000 };

describe('refunds over payments', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['as much back as was paid', { customer: { last30d: paid }, transaction: refund(1000) }, undefined],
    ['a cent more', { customer: { last30d: paid }, transaction: refund(1001) }, 0.50005],
    ['three times as much', { customer: { last30d: paid }, transaction: refund(11_000) }, 1],
    [
      'the first refund',
      { customer: { last30d: { ...paid, refunds: 0 } }, transaction: refund(11_000) },
      undefined,
    ],
    ['refunds and no payment', { customer: { last30d: { refunds: 1 } }, transaction: refund(1) }, 1],
    ['a refund of nothing', { customer: { last30d: { refunds: 1 } }, transaction: refund(0) }, undefined],
    ['a payment', { customer: { last30d: paid }, transaction: { amountMinor: 11_000 } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says what went which way', () => {
    const facts = sampleFacts({ customer: { last30d: paid }, transaction: refund(3500) });
    expect(refundsOverPayments.evaluate(facts)).toEqual({
      strength: 0.625,
      value: 7500,
      baseline: 5000,
      ratio: 1.5,
      threshold: 1,
      unit: 'minor:EUR',
      window: '30d',
      reason: 'With this one, 75.00 EUR was refunded to this customer in 30 days, against 50.00 EUR paid.',
    });
  });

  it('has no ratio to nothing', () => {
    const facts = sampleFacts({ customer: { last30d: { refunds: 1 } }, transaction: refund(100) });
    expect(refundsOverPayments.evaluate(facts)).not.toHaveProperty('ratio');
  });
});
