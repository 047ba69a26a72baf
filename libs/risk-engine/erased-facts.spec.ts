import { ERASED, IdentifierWords } from '@libs/identifier-words/identifier-words';
import type { EntityKind } from './entity';
import { entitiesOf } from './entity';
import { erasedFacts } from './erased-facts';
import type { Facts } from './facts';
import { sampleFacts } from './sample-facts';
import type { Transaction } from './transaction';

const TRANSACTION: Transaction = {
  ...{ transactionId: 'order-of-c-1', type: 'payment', amountMinor: 2_500, currency: 'EUR', occurredAtMs: 1 },
  customer: { id: 'c-1', country: 'ES', createdAtMs: 5 },
  counterparty: { id: 'p-1', country: 'IE', category: 'friend of c-1' },
  instrument: { id: 'card-c-1', type: 'card', country: 'ES', bin: '411111' },
  device: { id: 'd-1', ip: '203.0.113.9', userAgent: 'App/1 d-1' },
  agent: { id: 'agent_1', status: 'verified' },
  attributes: { note: 'to p-1 from c-1', vip: true, floor: 3 },
};
const FINGERPRINTS = { customer: 'fc', instrument: 'fi', device: 'fd' };
const facts: Facts = {
  ...sampleFacts(),
  transaction: TRANSACTION,
  lists: { all: ['c-1', 'd-1'], own: ['c-1'], notes: ['to p-1 from c-1'] },
};
const ID_OF: Readonly<Record<EntityKind, string>> = {
  ...{ customer: 'c-1', counterparty: 'p-1', instrument: 'card-c-1', device: 'd-1' },
  ...{ ip: '203.0.113.9', agent: 'agent_1' },
};
const without = (kind: EntityKind, of = facts): Facts =>
  erasedFacts(of, { kind, words: new IdentifierWords(ID_OF[kind]) }, FINGERPRINTS);

describe('facts without', () => {
  it('their customer are without where that was, and what else was said of that', () => {
    const { transaction, lists } = without('customer');
    expect(transaction).toEqual({
      ...TRANSACTION,
      customer: { id: '', country: 'ES', createdAtMs: 5 },
      counterparty: { id: 'p-1', country: 'IE', category: `friend of ${ERASED}` },
      device: { id: 'd-1' },
      attributes: undefined,
      erased: { customer: 'fc' },
    });
    expect(lists).toEqual({ all: ['d-1'] });
  });

  it.each<[EntityKind, Partial<Transaction>]>([
    [
      'counterparty',
      { counterparty: { country: 'IE', category: 'friend of c-1' }, erased: { counterparty: '' } },
    ],
    [
      'instrument',
      { instrument: { type: 'card', country: 'ES', bin: '411111' }, erased: { instrument: 'fi' } },
    ],
    ['device', { device: { ip: '203.0.113.9', userAgent: `App/1 ${ERASED}` }, erased: { device: 'fd' } }],
    ['ip', { device: { id: 'd-1', userAgent: 'App/1 d-1' }, erased: { ip: '' } }],
    ['agent', { agent: undefined, erased: { agent: '' } } as unknown as Partial<Transaction>],
  ])('a %s keep all else', (kind, change) => {
    const { transaction } = without(kind);
    expect(transaction).toMatchObject({ customer: TRANSACTION.customer, amountMinor: 2_500 });
    expect(transaction).toEqual({
      ...TRANSACTION,
      ...change,
      ...(kind === 'counterparty' && { attributes: { note: `to ${ERASED} from c-1`, vip: true, floor: 3 } }),
    });
  });

  it.each(Object.keys(ID_OF) as EntityKind[])('a %s name it no more, and what is counted stays', (kind) => {
    const erased = without(kind);
    expect(entitiesOf(erased.transaction).map((key) => key.kind)).not.toContain(kind);
    expect(erased.entities).toEqual(facts.entities);
  });

  it('one after another remember all of them', () => {
    const { transaction } = without('device', without('customer'));
    expect(transaction.erased).toEqual({ customer: 'fc', device: 'fd' });
    expect(transaction.device).toEqual({});
  });
});
