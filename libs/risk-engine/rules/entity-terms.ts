import type { EntityKind } from '../entity';
import type { Windows } from '../windows';
import { entityPhrase } from '../wording';
import { MEASURES } from './rule-facts';
import type { Measure } from './rule-facts';
import { numberTerm } from './term';
import type { Term } from './term';

/** What was known of one of the transaction's entities before it. An entity that it does not name is empty. */
export function entityTerms(kind: EntityKind): Term[] {
  const phrase = entityPhrase(kind);
  const age = kind === 'customer' ? 'or since the account was opened, if that is earlier; ' : '';
  return [
    numberTerm(
      `${kind}.ageDays`,
      `Whole days since ${phrase} was first seen, ${age}0 when new.`,
      ({ entities }) => entities[kind]?.ageDays ?? 0,
    ),
    {
      name: `${kind}.isNew`,
      type: 'bool',
      meaning: `Whether nothing earlier is known of ${phrase}; true where the transaction names none.`,
      read: ({ entities }) => entities[kind]?.isNew ?? true,
    },
    ...WINDOWS.flatMap(([window, span]) =>
      MEASURES.map((measure) =>
        numberTerm(
          `${kind}.${window}.${measure}`,
          `${MEASURE_PHRASES[measure]} of ${phrase} in ${span}, this transaction left out.`,
          ({ entities }) => entities[kind]?.[window][measure] ?? 0,
        ),
      ),
    ),
  ];
}

const WINDOWS: readonly (readonly [keyof Windows, string])[] = [
  ['last1h', 'the last hour'],
  ['last24h', 'the last 24 hours'],
  ['last7d', 'the last 7 days'],
  ['last30d', 'the last 30 days'],
];

const MEASURE_PHRASES: Record<Measure, string> = {
  count: 'The number of transactions, refunds not among them,',
  amount: "The sum, in minor units of the transaction's currency and in it alone,",
  average: "The average amount, in minor units of the transaction's currency and in it alone,",
  max: "The largest amount, in minor units of the transaction's currency and in it alone,",
  refunds: 'The number of refunds',
  refundAmount: "The sum refunded, in minor units of the transaction's currency and in it alone,",
  customers: 'The number of different customers',
  instruments: 'The number of different instruments',
  devices: 'The number of different devices',
  fraud: 'The number of transactions known to be fraud',
};
