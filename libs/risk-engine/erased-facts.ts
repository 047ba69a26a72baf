import { ERASED } from '@libs/identifier-words/identifier-words';
import type { IdentifierWords } from '@libs/identifier-words/identifier-words';
import type { Fingerprints } from './contribution';
import type { EntityKind } from './entity';
import type { Facts, ListMemberships } from './facts';
import { listableValues } from './rules/listable-values';
import type { ErasedEntities, Transaction } from './transaction';

export interface ErasedSubject {
  readonly kind: EntityKind;
  readonly words: IdentifierWords;
}

/**
 * Facts without a subject that they name: its id, and whatever text has it as a word. Of a customer also the address,
 * the user agent and the attributes. What is counted stays, and other entities' ids do. `fingerprints` are those of the
 * transaction before.
 */
export function erasedFacts(facts: Facts, subject: ErasedSubject, fingerprints: Fingerprints): Facts {
  const transaction = erasedTransaction(facts.transaction, subject, fingerprints);
  const { lists, ...others } = facts;
  const left = lists && heldStill(lists, listableValues(transaction));
  return { ...others, transaction, ...(left && Object.keys(left).length > 0 && { lists: left }) };
}

function erasedTransaction(
  transaction: Transaction,
  { kind, words }: ErasedSubject,
  fingerprints: Fingerprints,
): Transaction {
  const fingerprint = (fingerprints as Partial<Record<EntityKind, string>>)[kind] ?? '';
  const erased: ErasedEntities = { ...transaction.erased, [kind]: fingerprint };
  return { ...withoutTexts(WITHOUT[kind](transaction), words), erased };
}

/** Parts of a transaction that are there or not. */
type Part = 'agent' | 'attributes' | 'counterparty' | 'device' | 'instrument';

const WITHOUT: Readonly<Record<EntityKind, (transaction: Transaction) => Transaction>> = {
  customer: (transaction) => ({
    ...withoutMember(withoutField(transaction, 'device', 'ip', 'userAgent'), 'attributes'),
    customer: { ...transaction.customer, id: '' },
  }),
  counterparty: (transaction) => withoutField(transaction, 'counterparty', 'id'),
  instrument: (transaction) => withoutField(transaction, 'instrument', 'id'),
  device: (transaction) => withoutField(transaction, 'device', 'id'),
  ip: (transaction) => withoutField(transaction, 'device', 'ip'),
  agent: (transaction) => withoutMember(transaction, 'agent'),
};

function withoutMember(transaction: Transaction, member: Part): Transaction {
  return Object.fromEntries(
    Object.entries(transaction).filter(([name]) => name !== member),
  ) as unknown as Transaction;
}

function withoutField(transaction: Transaction, part: Part, ...fields: readonly string[]): Transaction {
  if (transaction[part] === undefined) return transaction;
  const left = Object.entries(transaction[part]).filter(([name]) => !fields.includes(name));
  return { ...transaction, [part]: Object.fromEntries(left) };
}

/** Of those texts that may hold anything; an id of another entity is that entity's. */
function withoutTexts(transaction: Transaction, words: IdentifierWords): Transaction {
  const { attributes, device, counterparty } = transaction;
  return {
    ...transaction,
    ...(attributes && { attributes: withoutValues(attributes, words) }),
    ...(device && { device: withoutText(device, 'userAgent', words) }),
    ...(counterparty && { counterparty: withoutText(counterparty, 'category', words) }),
  };
}

function withoutText<Name extends string, T extends Readonly<Partial<Record<Name, string>>>>(
  part: T,
  name: Name,
  words: IdentifierWords,
): T {
  const text = part[name];
  return text === undefined ? part : { ...part, [name]: words.erasedFrom(text) };
}

function withoutValues(
  attributes: NonNullable<Transaction['attributes']>,
  words: IdentifierWords,
): NonNullable<Transaction['attributes']> {
  const left = Object.entries(attributes).filter(([name]) => !words.areIn(name));
  return Object.fromEntries(
    left.map(([name, value]): [string, string | number | boolean] => {
      if (typeof value === 'string') return [name, words.erasedFrom(value)];
      return [name, words.areInValue(value) ? ERASED : value];
    }),
  );
}

function heldStill(lists: ListMemberships, values: readonly string[]): ListMemberships {
  return Object.fromEntries(
    Object.entries(lists)
      .map(([name, held]) => [name, held.filter((value) => values.includes(value))] as const)
      .filter(([, held]) => held.length > 0),
  );
}
