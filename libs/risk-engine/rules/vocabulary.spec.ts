import { gatherFacts } from '../facts';
import { sampleFacts } from '../sample-facts';
import type { Transaction } from '../transaction';
import type { RuleFacts } from './rule-facts';
import { termNamed, VOCABULARY } from './vocabulary';

const ENTITIES = ['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'] as const;
const WINDOWS = ['last1h', 'last24h', 'last7d', 'last30d'] as const;
const MEASURES = [
  'count',
  'amount',
  'average',
  'max',
  'refunds',
  'refundAmount',
  'customers',
  'instruments',
  'devices',
  'fraud',
];

const WHOLE: Partial<Transaction> = {
  channel: 'web',
  customer: { id: 'c-42', country: 'ES' },
  counterparty: { id: 'm-7', country: 'IE', category: '5732' },
  instrument: { id: 'card-fp-9', type: 'card', country: 'FR', bin: '424242' },
  device: { id: 'd-1', ip: '203.0.113.9', userAgent: 'Mozilla/5.0' },
  agent: { id: 'agent-1' },
};

/** A transaction that names its customer and nobody else. */
const LONE: RuleFacts = gatherFacts(
  {
    transactionId: 'order-1',
    type: 'payment',
    amountMinor: 100,
    currency: 'EUR',
    occurredAtMs: 0,
    customer: { id: 'c-1' },
  },
  new Map(),
  {},
);

describe('the vocabulary', () => {
  it('has every measure of every window of every entity', () => {
    const names = VOCABULARY.map(({ name }) => name);
    const expected = ENTITIES.flatMap((entity) => [
      `${entity}.isNew`,
      `${entity}.ageDays`,
      ...WINDOWS.flatMap((window) => MEASURES.map((measure) => `${entity}.${window}.${measure}`)),
    ]);
    expect(names).toEqual(expect.arrayContaining(expected));
  });

  it('gives each name one meaning, in a sentence of its own', () => {
    expect(new Set(VOCABULARY.map(({ name }) => name)).size).toBe(VOCABULARY.length);
    expect(new Set(VOCABULARY.map(({ meaning }) => meaning)).size).toBe(VOCABULARY.length);
    for (const { meaning } of VOCABULARY) expect(meaning).toMatch(/^\S.*\.$/);
  });

  it.each([
    ['names everybody', sampleFacts({ transaction: WHOLE })],
    ['names its customer alone', LONE],
  ])('answers every name with its type when a transaction %s', (_, facts) => {
    const types = { double: 'number', string: 'string', bool: 'boolean' };
    const answered = VOCABULARY.map((term) => [term.name, typeof term.read(facts)]);
    expect(answered).toEqual(VOCABULARY.map((term) => [term.name, types[term.type]]));
  });

  it.each([
    ['transaction.id', 'order-1001'],
    ['transaction.type', 'payment'],
    ['transaction.amount', 5000],
    ['transaction.currency', 'EUR'],
    ['transaction.channel', 'web'],
    ['customer.id', 'c-42'],
    ['customer.country', 'ES'],
    ['counterparty.id', 'm-7'],
    ['counterparty.country', 'IE'],
    ['counterparty.category', '5732'],
    ['instrument.id', 'card-fp-9'],
    ['instrument.type', 'card'],
    ['instrument.country', 'FR'],
    ['instrument.bin', '424242'],
    ['device.id', 'd-1'],
    ['device.ip', '203.0.113.9'],
    ['device.userAgent', 'Mozilla/5.0'],
    ['ip.id', '203.0.113.9'],
    ['agent.id', 'agent-1'],
  ])('reads %s from the transaction', (name, value) => {
    expect(termNamed(name)?.read(sampleFacts({ transaction: WHOLE }))).toBe(value);
  });

  it.each([
    [{ id: 'agent_1', status: 'verified' } as const, 'verified', 0],
    [{ id: 'agent_1', status: 'claimed' } as const, 'claimed', 0],
    [{ id: 'agent_1' }, 'claimed', 0],
  ])('tells an agent that signed from one that is named: %j', (agent, status, count) => {
    const facts = gatherFacts({ ...LONE.transaction, agent }, new Map(), {});
    expect(termNamed('agent.status')?.read(facts)).toBe(status);
    expect(termNamed('agent.last24h.count')?.read(facts)).toBe(count);
  });

  it('reads each measure of each entity from its own window', () => {
    const windows = Object.fromEntries(
      WINDOWS.map((window, row) => [
        window,
        Object.fromEntries(MEASURES.map((measure, index) => [measure, 100 * (row + 1) + index])),
      ]),
    );
    const facts = sampleFacts({ instrument: { isNew: true, ageDays: 17, ...windows } });
    const read = WINDOWS.map((window) =>
      MEASURES.map((measure) => termNamed(`instrument.${window}.${measure}`)?.read(facts)),
    );
    expect(read).toEqual([1, 2, 3, 4].map((row) => MEASURES.map((__, index) => 100 * row + index)));
    expect(termNamed('instrument.ageDays')?.read(facts)).toBe(17);
    expect(termNamed('instrument.isNew')?.read(facts)).toBe(true);
    expect(termNamed('device.isNew')?.read(facts)).toBe(false);
  });

  it.each([
    ['device.id', ''],
    ['device.isNew', true],
    ['device.ageDays', 0],
    ['device.last24h.count', 0],
    ['device.last30d.fraud', 0],
    ['transaction.channel', ''],
    ['agent.id', ''],
    ['agent.status', ''],
    ['agent.isNew', true],
    ['agent.last24h.count', 0],
  ])('gives an empty %s where the transaction names nothing of the kind', (name, value) => {
    expect(termNamed(name)?.read(LONE)).toBe(value);
  });

  it.each([
    ['1970-01-01T00:00:00.000Z', 0, 4],
    ['2026-11-22T23:59:59.999Z', 23, 7],
    ['2026-11-23T00:00:00.000Z', 0, 1],
    ['2026-11-23T01:00:00.000Z', 1, 1],
  ])('knows the hour and the weekday of %s', (time, hour, weekday) => {
    const facts = sampleFacts({ transaction: { occurredAtMs: Date.parse(time) } });
    expect(termNamed('transaction.hour')?.read(facts)).toBe(hour);
    expect(termNamed('transaction.weekday')?.read(facts)).toBe(weekday);
  });
});
