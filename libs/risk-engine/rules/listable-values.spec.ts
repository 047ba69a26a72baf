import { sampleFacts } from '../sample-facts';
import { listableValues } from './listable-values';

describe('what a rule can ask a list about', () => {
  const { transaction } = sampleFacts({
    transaction: { attributes: { coupon: 'XMAS', buyer: 'c-42', empty: '', basket: 3, gift: true } },
  });

  it('is every text of the transaction and of its attributes, once each', () => {
    const expected = [
      'order-1001',
      'payment',
      'EUR',
      'c-42',
      'm-7',
      'card-fp-9',
      'd-1',
      '203.0.113.9',
      'XMAS',
    ];
    expect(listableValues(transaction).sort()).toEqual(expected.sort());
  });

  it('leaves out what the transaction lacks', () => {
    const { transactionId, type, amountMinor, currency, occurredAtMs } = transaction;
    const bare = { transactionId, type, amountMinor, currency, occurredAtMs, customer: { id: 'c-1' } };
    expect(listableValues(bare)).toEqual(['order-1001', 'payment', 'EUR', 'c-1']);
  });
});
