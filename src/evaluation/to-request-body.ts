import type { Transaction } from '@libs/risk-engine/transaction';

/** The other way round than `toTransaction`: what was sent, with the defaults that were filled in. */
export function toRequestBody(transaction: Transaction): object {
  const { amountMinor, occurredAtMs, customer, agent, ...same } = transaction;
  const { createdAtMs, ...known } = customer;
  return {
    ...same,
    amount: amountMinor,
    occurredAt: new Date(occurredAtMs).toISOString(),
    customer: {
      ...known,
      ...(createdAtMs !== undefined && { createdAt: new Date(createdAtMs).toISOString() }),
    },
    ...(agent !== undefined && { agent: { id: agent.id } }),
  };
}
