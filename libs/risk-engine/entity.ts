import type { Transaction } from './transaction';

/** One party to a transaction that has a profile of its own. */
export interface EntityKey {
  readonly kind: EntityKind;
  readonly id: string;
}

export type EntityKind = 'customer' | 'counterparty' | 'instrument' | 'device' | 'ip';

/** The entities that a transaction names, always in the same order: callers lock rows in it. */
export function entitiesOf(transaction: Transaction): EntityKey[] {
  const candidates: readonly (readonly [EntityKind, string | undefined])[] = [
    ['customer', transaction.customer.id],
    ['counterparty', transaction.counterparty?.id],
    ['instrument', transaction.instrument?.id],
    ['device', transaction.device?.id],
    ['ip', transaction.device?.ip],
  ];
  return candidates.flatMap(([kind, id]) => (id === undefined ? [] : [{ kind, id }]));
}

/** A kind holds no colon, so no two keys have one name. */
export function nameOf({ kind, id }: EntityKey): string {
  return `${kind}:${id}`;
}
