export const POLICY_ID_EXAMPLE = 'policy_01m81b8y0je7wt3jkdc7xhvqxe';

/** A test creates it. */
export const POLICY_DTO_EXAMPLE = {
  name: 'Careful with shared devices',
  thresholds: { review: 30, block: 70 },
  builtins: { new_device: { version: 1, weight: 15 }, customer_velocity: { version: 1, weight: 30 } },
  rules: [
    {
      code: 'shared_device',
      when: 'device.last24h.instruments >= 3.0 && transaction.amount > 50000.0',
      points: 40,
      reason: 'A large amount from a device that used three instruments within a day.',
      onError: 'skip',
    },
    {
      code: 'gift_cards_abroad',
      when: 'has(attributes.giftCard) && attributes.giftCard == true && customer.country != counterparty.country',
      decision: 'review',
      reason: 'A gift card that is bought abroad.',
      onError: 'review',
    },
  ],
  tests: [
    {
      name: 'a shared device with a large amount',
      input: {
        transactionId: 'test-1',
        amount: 60_000,
        currency: 'EUR',
        customer: { id: 'c-1' },
        device: { id: 'd-1' },
      },
      facts: { 'device.last24h.instruments': 3 },
      expect: { decision: 'review', score: 40, factors: ['rule:shared_device'] },
    },
  ],
};

export const POLICY_EXAMPLE = {
  id: POLICY_ID_EXAMPLE,
  version: 2,
  isActive: false,
  name: POLICY_DTO_EXAMPLE.name,
  thresholds: POLICY_DTO_EXAMPLE.thresholds,
  builtins: POLICY_DTO_EXAMPLE.builtins,
  rules: POLICY_DTO_EXAMPLE.rules,
  tests: POLICY_DTO_EXAMPLE.tests,
  createdAt: '2026-11-22T10:00:00.000Z',
};
