import answer from './evaluation.example.json';

/** What the documentation asks. */
export const TRANSACTION_EXAMPLE = {
  transactionId: 'order-1001',
  type: 'payment',
  amount: 12999,
  currency: 'EUR',
  occurredAt: '2026-11-22T10:00:00.000Z',
  channel: 'web',
  customer: { id: 'c-42', country: 'ES', createdAt: '2026-11-01T00:00:00.000Z' },
  counterparty: { id: 'm-7', country: 'IE', category: '5732' },
  instrument: { id: 'card-fp-9', type: 'card', country: 'ES', bin: '424242' },
  device: { id: 'd-1', ip: '203.0.113.9', userAgent: 'Mozilla/5.0' },
  attributes: { basketSize: 3, giftCard: false },
} as const;

/**
 * What it is answered, from a customer who has bought for 34.20 EUR five times, on another device. A test asks the
 * same and holds this equal to the answer, but for ids, hashes and times.
 */
export const EVALUATION_EXAMPLE = answer;
