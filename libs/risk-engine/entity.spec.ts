import { entitiesOf } from './entity';
import type { Transaction } from './transaction';

const full: Transaction = {
  transactionId: 'order-1001',
  type: 'payment',
  amountMinor: 12_999,
  currency: 'EUR',
  occurredAtMs: 0,
  customer: { id: 'c-42' },
  counterparty: { id: 'm-7' },
  instrument: { id: 'card-fp-9' },
  device: { id: 'd-1', ip: '203.0.113.9' },
};

describe('the entities of a transaction', () => {
  it('are its agent too, last, where that signed', () => {
    const agentIn = (agent: Transaction['agent']) => entitiesOf({ ...full, ...(agent && { agent }) }).at(-1);
    expect(agentIn({ id: 'agent_1', status: 'verified' })).toEqual({ kind: 'agent', id: 'agent_1' });
    for (const agent of [{ id: 'agent_1', status: 'claimed' } as const, { id: 'agent_1' }, undefined]) {
      expect(agentIn(agent)?.kind).toBe('ip');
    }
  });

  it('come in one order, whatever the order of the fields', () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as unknown as Transaction;
    const entities = [
      { kind: 'customer', id: 'c-42' },
      { kind: 'counterparty', id: 'm-7' },
      { kind: 'instrument', id: 'card-fp-9' },
      { kind: 'device', id: 'd-1' },
      { kind: 'ip', id: '203.0.113.9' },
    ];
    expect(entitiesOf(full)).toEqual(entities);
    expect(entitiesOf(reversed)).toEqual(entities);
  });

  it('are only those with an id', () => {
    const sparse: Transaction = {
      ...full,
      counterparty: { country: 'IE' },
      instrument: { type: 'card' },
      device: { ip: '203.0.113.9' },
    };
    expect(entitiesOf(sparse).map(({ kind }) => kind)).toEqual(['customer', 'ip']);
  });
});
