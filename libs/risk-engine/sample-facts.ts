import type { EntityKind } from './entity';
import type { EntityFacts, Facts } from './facts';
import type { Transaction } from './transaction';
import type { Window, Windows } from './windows';

/**
 * Facts for examples and specs: a payment of 50.00 EUR of a customer at a counterparty with an instrument on a
 * device, none of them seen before, changed as the caller says. There is an agent only where something is said of it.
 */
export function sampleFacts(changes: SampleChanges = {}): Facts {
  const { transaction, absent = [], ...entities } = changes;
  const isNamed = (kind: EntityKind): boolean => kind !== 'agent' || entities.agent !== undefined;
  const named = KINDS.filter((kind) => isNamed(kind) && !absent.includes(kind));
  return {
    schema: 1,
    transaction: { ...SAMPLE_TRANSACTION, ...transaction },
    entities: Object.fromEntries(named.map((kind) => [kind, sampleEntity(entities[kind])])),
  };
}

export type SampleChanges = Partial<Record<EntityKind, SampleEntityChanges>> & {
  readonly transaction?: Partial<Transaction>;
  /** Entities that the transaction does not name. */
  readonly absent?: readonly EntityKind[];
};

type SampleEntityChanges = Omit<Partial<EntityFacts>, keyof Windows> &
  Partial<Record<keyof Windows, Partial<Window>>>;

const KINDS: readonly EntityKind[] = ['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'];

const SAMPLE_TRANSACTION: Transaction = {
  transactionId: 'order-1001',
  type: 'payment',
  amountMinor: 5000,
  currency: 'EUR',
  occurredAtMs: 1_795_341_600_000,
  customer: { id: 'c-42' },
  counterparty: { id: 'm-7' },
  instrument: { id: 'card-fp-9' },
  device: { id: 'd-1', ip: '203.0.113.9' },
};

const EMPTY_WINDOW: Window = {
  count: 0,
  currencyCount: 0,
  amount: 0,
  max: 0,
  refunds: 0,
  refundAmount: 0,
  average: 0,
  customers: 0,
  instruments: 0,
  devices: 0,
  fraud: 0,
};

function sampleEntity(changes: SampleEntityChanges = {}): EntityFacts {
  const { last1h, last24h, last7d, last30d, ...others } = changes;
  return {
    isNew: false,
    ageDays: 0,
    knownDays: 0,
    idleDays: 0,
    rhythm: { total: 0, sameHours: 0 },
    remembered: { customer: 0, instrument: 0, device: 0 },
    seenWith: {},
    usualAmount: 0,
    repeatedAmount: 0,
    ...others,
    last1h: { ...EMPTY_WINDOW, ...last1h },
    last24h: { ...EMPTY_WINDOW, ...last24h },
    last7d: { ...EMPTY_WINDOW, ...last7d },
    last30d: { ...EMPTY_WINDOW, ...last30d },
  };
}
