import type { EntityKind } from './entity';
import type { EntityFacts, Facts, ListMemberships } from './facts';
import { gatherFacts } from './facts';
import { termNamed } from './rules/vocabulary';
import type { Transaction } from './transaction';
import type { Window, Windows } from './windows';

/**
 * What a test of a policy supposes to be known, by the names that rules use: `customer.last24h.count: 5`,
 * `device.isNew: false`, and `lists.trusted: ["c-42"]` for what a list holds.
 */
export type Suppositions = Readonly<Record<string, number | boolean | readonly string[]>>;

export interface SuppositionError {
  readonly name: string;
  readonly detail: string;
}

/**
 * Facts of a transaction of whose entities nothing is known but what is supposed. An entity of which something is
 * supposed is not new unless that is supposed, too. All of its transactions are in the transaction's currency. An agent of
 * which something is supposed has signed: of one that is merely named nothing can be known.
 */
export function supposedFacts(
  transaction: Transaction,
  supposed: Suppositions,
): { readonly facts: Facts } | { readonly errors: readonly SuppositionError[] } {
  const nothing = gatherFacts(signedAsSupposed(transaction, supposed), new Map(), {});
  const entities: Partial<Record<EntityKind, EntityFacts>> = { ...nothing.entities };
  const lists: Record<string, readonly string[]> = {};
  const errors: SuppositionError[] = [];
  for (const [name, value] of isNewLast(supposed)) {
    const detail = faultOf(name, value, nothing);
    if (detail !== undefined) errors.push({ name, detail });
    else if (isTexts(value)) lists[name.slice(LISTS.length)] = value;
    else suppose(entities, name.split('.'), value);
  }
  return errors.length > 0 ? { errors } : { facts: { ...nothing, entities, ...withLists(lists) } };
}

function signedAsSupposed(transaction: Transaction, supposed: Suppositions): Transaction {
  const { agent } = transaction;
  const isKnown = Object.keys(supposed).some((name) => name.startsWith('agent.'));
  if (agent === undefined || !isKnown) return transaction;
  return { ...transaction, agent: { ...agent, status: 'verified' } };
}

/** To suppose anything else of an entity makes it known. */
function isNewLast(supposed: Suppositions): [name: string, value: Suppositions[string]][] {
  const rank = (name: string): number => (name.endsWith('.isNew') ? 1 : 0);
  return Object.entries(supposed).sort(([a], [b]) => rank(a) - rank(b));
}

const LISTS = 'lists.';
const LIST_NAME = /^lists\.[a-z]\w*$/;

function faultOf(name: string, value: Suppositions[string], { entities }: Facts): string | undefined {
  if (isTexts(value))
    return LIST_NAME.test(name) ? undefined : 'Only a list, such as lists.trusted, holds texts.';
  const term = termNamed(name);
  const entity = Object.entries(entities).find(([kind]) => name.startsWith(`${kind}.`));
  if (term === undefined) return 'There is no such name.';
  if (term.type === 'string') return 'This is part of the input.';
  if (entity === undefined) return 'The input names no such entity, or this is part of it.';
  const expected = term.type === 'bool' ? 'boolean' : 'number';
  return typeof value === expected ? undefined : `This is a ${expected}.`;
}

function suppose(
  entities: Partial<Record<EntityKind, EntityFacts>>,
  [kind, field, measure]: readonly string[],
  value: number | boolean,
): void {
  const before = entities[kind as EntityKind];
  if (before === undefined || field === undefined) return;
  const known = { ...before, isNew: false };
  const changed =
    measure === undefined
      ? { [field]: value }
      : { [field]: supposedWindow(before[field as keyof Windows], measure, value) };
  entities[kind as EntityKind] = { ...known, ...changed };
}

function supposedWindow(window: Window, measure: string, value: number | boolean): Window {
  return { ...window, [measure]: value, ...(measure === 'count' && { currencyCount: Number(value) }) };
}

function withLists(lists: ListMemberships): Pick<Facts, 'lists'> {
  return Object.keys(lists).length > 0 ? { lists } : {};
}

function isTexts(value: Suppositions[string]): value is readonly string[] {
  return typeof value === 'object';
}
