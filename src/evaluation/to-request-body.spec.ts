import type { EvaluateTransactionDto } from './dto/evaluate-transaction.dto';
import { toRequestBody } from './to-request-body';
import { toTransaction } from './to-transaction';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const SHORT: EvaluateTransactionDto = {
  ...{ transactionId: 'order-1001', amount: 12_999, currency: 'EUR', customer: { id: 'c-42' } },
};
const LONG: EvaluateTransactionDto = {
  ...SHORT,
  ...{ type: 'payout', channel: 'web', occurredAt: '2026-11-21T10:00:00.000Z' },
  customer: { id: 'c-42', country: 'ES', createdAt: '2026-11-01T00:00:00.000Z' },
  counterparty: { id: 'm-7', country: 'IE', category: '5732' },
  instrument: { id: 'card-fp-9', type: 'card', country: 'ES', bin: '424242' },
  device: { id: 'd-1', ip: '203.0.113.9', userAgent: 'Mozilla/5.0' },
  agent: { id: 'a-1' },
  attributes: { basketSize: 3, giftCard: false },
};

/** As JSON has it: what is undefined is not there. */
function sentAgain(body: EvaluateTransactionDto): unknown {
  return JSON.parse(JSON.stringify(toRequestBody(toTransaction(body, NOW))));
}

describe('what was sent to be decided', () => {
  it('is made of the transaction again, whole', () => {
    expect(sentAgain(LONG)).toEqual(LONG);
  });

  it('has its defaults filled in', () => {
    expect(sentAgain(SHORT)).toEqual({ ...SHORT, type: 'payment', occurredAt: NOW.toISOString() });
  });

  it('holds nothing besides', () => {
    const transaction = { ...toTransaction(SHORT, NOW), added: 'later' };
    expect(toRequestBody(transaction)).not.toHaveProperty('added');
  });
});
