import type { Transaction } from './transaction';

/** One party to a transaction that has a profile of its own. */
export interface EntityKey {
  readonly kind: EntityKind;
  readonly id: string;
}

export type EntityKind = 'customer' | 'counterparty' | 'instrument' | 'device' | 'ip' | 'agent';

/** The entities that a transaction names, always in the same order: callers lock rows in it. */
export function entitiesOf(transaction: Transaction): EntityKey[] {
  const keys: EntityKey[] = [];
  const name = (kind: EntityKind, id: string | undefined): void => {
    // An erased customer's is empty.
    if (id !== undefined && id !== '') keys.push({ kind, id });
  };
  name('customer', transaction.customer.id);
  name('counterparty', transaction.counterparty?.id);
  name('instrument', transaction.instrument?.id);
  name('device', transaction.device?.id);
  name('ip', transaction.device?.ip);
  // What is merely claimed is free text: counted, it would let anybody write into the profile of another's agent.
  if (transaction.agent?.status === 'verified') name('agent', transaction.agent.id);
  return keys;
}

/** A kind holds no colon, so no two keys have one name. */
export function nameOf({ kind, id }: EntityKey): string {
  return `${kind}:${id}`;
}
