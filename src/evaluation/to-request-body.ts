import type { Transaction } from '@libs/risk-engine/transaction';

/** The other way round than `toTransaction`: what was sent, with the defaults that were filled in. */
export function toRequestBody(transaction: Transaction): object {
  const { transactionId, type, amountMinor, currency, occurredAtMs, customer, agent } = transaction;
  const { channel, counterparty, instrument, device, attributes } = transaction;
  const { createdAtMs, ...known } = customer;
  const { id: agentId } = agent ?? {};
  return {
    ...{ transactionId, type, amount: amountMinor, currency },
    occurredAt: new Date(occurredAtMs).toISOString(),
    channel,
    customer: { ...known, ...(createdAtMs !== undefined && { createdAt: timeOf(createdAtMs) }) },
    ...{ counterparty, instrument, device, attributes },
    ...(agentId !== undefined && { agent: { id: agentId } }),
  };
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
