import type { EntityKind } from './entity';
import type { EntityFacts, Facts, KnownFraud } from './facts';
import type { Window } from './windows';

/**
 * Facts as they are kept: a quarter of the bytes of their plain form. Values of an entity stand in a fixed order
 * without their names, zeros at the end of a window are left out, and what follows from the rest is not kept.
 * A new form is a new schema; what was kept in an earlier one stays readable.
 */
export interface PackedFacts extends Omit<Facts, 'schema' | 'entities'> {
  readonly schema: 2;
  readonly entities: Readonly<Partial<Record<EntityKind, PackedEntity>>>;
}

type PackedEntity = readonly [
  numbers: PackedNumbers,
  windows: readonly [
    last1h: PackedWindow,
    last24h: PackedWindow,
    last7d: PackedWindow,
    last30d: PackedWindow,
  ],
  seenWith: EntityFacts['seenWith'],
  knownFraud?: KnownFraud,
];

type PackedNumbers = readonly [
  ...[isNew: 0 | 1, ageDays: number, knownDays: number, idleDays: number],
  ...[rhythmTotal: number, rhythmSameHours: number],
  ...[customers: number, instruments: number, devices: number],
  ...[usualAmount: number, repeatedAmount: number],
];

/** In the order of `WINDOW_FIELDS`. */
type PackedWindow = readonly number[];

/** Without the average, which is the amount by the count of those in its currency. */
const WINDOW_FIELDS = [
  'count',
  'currencyCount',
  'amount',
  'max',
  'refunds',
  'refundAmount',
  'customers',
  'instruments',
  'devices',
  'fraud',
] as const satisfies readonly (keyof Window)[];

export function packFacts({ transaction, entities, lists, mandate }: Facts): PackedFacts {
  return {
    ...{ schema: 2, transaction, entities: mapEntities(entities, packEntity) },
    ...(lists && { lists }),
    ...(mandate && { mandate }),
  };
}

/**
 * Facts from any form in which they were ever kept.
 *
 * @throws UnreadableFactsError where they are of a later version than this one.
 */
export function readFacts(recorded: unknown): Facts {
  const facts = recorded as Facts | PackedFacts;
  if (facts.schema === 1) return facts;
  if ((facts.schema as number) !== 2) throw new UnreadableFactsError(String(facts.schema));
  const { transaction, entities, lists, mandate } = facts;
  return {
    ...{ schema: 1, transaction, entities: mapEntities(entities, readEntity) },
    ...(lists && { lists }),
    ...(mandate && { mandate }),
  };
}

export class UnreadableFactsError extends Error {
  override readonly name = 'UnreadableFactsError';

  constructor(schema: string) {
    super(`facts of the schema ${schema} were recorded by a later version`);
  }
}

function mapEntities<From, To>(
  entities: Readonly<Partial<Record<EntityKind, From>>>,
  map: (entity: From) => To,
): Partial<Record<EntityKind, To>> {
  const mapped: Partial<Record<EntityKind, To>> = {};
  for (const kind of Object.keys(entities) as EntityKind[]) {
    const entity = entities[kind];
    if (entity !== undefined) mapped[kind] = map(entity);
  }
  return mapped;
}

function packEntity(entity: EntityFacts): PackedEntity {
  const { isNew, ageDays, knownDays, idleDays, rhythm, remembered, usualAmount, repeatedAmount } = entity;
  const numbers: PackedNumbers = [
    ...([isNew ? 1 : 0, ageDays, knownDays, idleDays] as const),
    ...([rhythm.total, rhythm.sameHours] as const),
    ...([remembered.customer, remembered.instrument, remembered.device] as const),
    ...([usualAmount, repeatedAmount] as const),
  ];
  const { last1h, last24h, last7d, last30d, seenWith, knownFraud } = entity;
  const windows = [packWindow(last1h), packWindow(last24h), packWindow(last7d), packWindow(last30d)] as const;
  return knownFraud === undefined ? [numbers, windows, seenWith] : [numbers, windows, seenWith, knownFraud];
}

function readEntity([numbers, windows, seenWith, knownFraud]: PackedEntity): EntityFacts {
  return {
    isNew: numbers[0] === 1,
    ageDays: numbers[1],
    knownDays: numbers[2],
    idleDays: numbers[3],
    last1h: readWindow(windows[0]),
    last24h: readWindow(windows[1]),
    last7d: readWindow(windows[2]),
    last30d: readWindow(windows[3]),
    rhythm: { total: numbers[4], sameHours: numbers[5] },
    remembered: { customer: numbers[6], instrument: numbers[7], device: numbers[8] },
    seenWith,
    usualAmount: numbers[9],
    repeatedAmount: numbers[10],
    ...(knownFraud && { knownFraud }),
  };
}

function packWindow(window: Window): PackedWindow {
  const values = WINDOW_FIELDS.map((field) => window[field]);
  let kept = values.length;
  while (kept > 0 && values[kept - 1] === 0) kept -= 1;
  return values.slice(0, kept);
}

function readWindow(values: PackedWindow): Window {
  const currencyCount = valueAt(values, 1);
  const amount = valueAt(values, 2);
  return {
    count: valueAt(values, 0),
    currencyCount,
    amount,
    average: currencyCount === 0 ? 0 : amount / currencyCount,
    max: valueAt(values, 3),
    refunds: valueAt(values, 4),
    refundAmount: valueAt(values, 5),
    customers: valueAt(values, 6),
    instruments: valueAt(values, 7),
    devices: valueAt(values, 8),
    fraud: valueAt(values, 9),
  };
}

function valueAt(values: PackedWindow, position: number): number {
  return values[position] ?? 0;
}
