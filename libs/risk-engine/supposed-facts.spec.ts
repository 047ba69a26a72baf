import { supposedFacts } from './supposed-facts';
import type { Suppositions } from './supposed-facts';
import type { Transaction } from './transaction';

const transaction: Transaction = {
  ...{
    transactionId: 't',
    type: 'payment',
    amountMinor: 100,
    currency: 'EUR',
    occurredAtMs: 1_795_341_600_000,
  },
  customer: { id: 'c-1' },
  device: { id: 'd-1' },
};

function supposing(supposed: Suppositions) {
  const supposition = supposedFacts(transaction, supposed);
  if ('errors' in supposition) throw new Error(JSON.stringify(supposition.errors));
  return supposition.facts;
}

describe('supposed facts', () => {
  it('know nothing that is not supposed', () => {
    const { entities, lists } = supposing({});
    expect(entities.customer).toMatchObject({ isNew: true, ageDays: 0, last24h: { count: 0 } });
    expect([Object.keys(entities), lists]).toEqual([['customer', 'device'], undefined]);
  });

  it('hold what is supposed by the name that a rule uses, of an entity that is then not new', () => {
    const { entities, lists } = supposing({
      'customer.last24h.count': 5,
      'customer.last24h.average': 900,
      'device.ageDays': 3,
      'lists.trusted': ['c-1'],
    });
    expect(entities.customer).toMatchObject({
      ...{ isNew: false, last24h: { count: 5, currencyCount: 5, average: 900 }, last1h: { count: 0 } },
    });
    expect(entities.device).toMatchObject({ isNew: false, ageDays: 3 });
    expect(lists).toEqual({ trusted: ['c-1'] });
  });

  it('take an entity for new that is supposed to be, wherever that stands', () => {
    const { entities } = supposing({ 'customer.isNew': true, 'customer.last24h.count': 5 });
    expect(entities.customer?.isNew).toBe(true);
  });

  it('take an agent of which something is supposed for one that signed, and no other', () => {
    const named = { ...transaction, agent: { id: 'agent_1' } };
    const statusOf = (supposed: Suppositions): unknown => {
      const supposition = supposedFacts(named, supposed);
      if ('errors' in supposition) throw new Error(JSON.stringify(supposition.errors));
      const { transaction: seen, entities } = supposition.facts;
      return [seen.agent?.status, entities.agent?.isNew, entities.agent?.last24h.count];
    };
    expect(statusOf({ 'agent.last24h.count': 5 })).toEqual(['verified', false, 5]);
    expect(statusOf({ 'agent.isNew': true })).toEqual(['verified', true, 0]);
    expect(statusOf({ 'customer.last24h.count': 5 })).toEqual([undefined, undefined, undefined]);
  });

  it.each<[string, number | boolean | string[]]>([
    ['agent.last24h.count', 1],
    ['customer.nonsense', 1],
    ['customer.isNew', 1],
    ['customer.ageDays', true],
    ['customer.id', 1],
    ['transaction.amount', 1],
    ['instrument.isNew', true],
    ['customer.id', ['c-1']],
    ['lists.__proto__', ['c-1']],
    ['lists.trusted', 1],
  ])('can not be %s: %j', (name, value) => {
    expect(supposedFacts(transaction, { [name]: value })).toMatchObject({ errors: [{ name }] });
  });
});
