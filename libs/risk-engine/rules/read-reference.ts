import type { Expression } from './expression';
import type { Membership, Reference } from './reference';
import type { Read, RuleContext } from './rule-context';
import type { RuleValue } from './rule-facts';
import { missingAttribute } from './rule-failure';
import type { Term } from './term';
import { termNamed, VOCABULARY } from './vocabulary';

/** A reference that an examination found to be to a term or an attribute. */
export function readExpression({ to, name }: Reference): Expression {
  const term = to === 'term' ? termNamed(name) : undefined;
  return term === undefined ? { type: 'dyn', read: readAttribute(name) } : readTerm(term);
}

/** What is shown beside the decision: null for an attribute that the transaction lacks. */
export function readForShow(reference: Reference | Membership): Read<RuleValue | null> {
  if ('in' in reference) return readMembership(readForShow(reference.of), reference.in);
  const { to, name } = reference;
  const term = to === 'term' ? termNamed(name) : undefined;
  return term === undefined ? (context) => attributeOf(context, name) ?? null : readTerm(term).read;
}

export function readPresence(attribute: string): Read<boolean> {
  return (context) => attributeOf(context, attribute) !== undefined;
}

/** Whether a list holds a value. What is no text is in no list. */
export function readMembership(read: Read<RuleValue | null>, list: string): Read<boolean> {
  return (context) => {
    const value = read(context);
    const { lists } = context.facts;
    if (typeof value !== 'string' || lists === undefined || !Object.hasOwn(lists, list)) return false;
    return lists[list]?.includes(value) ?? false;
  };
}

function readTerm(term: Term): Expression {
  if (term.type === 'bool') return { type: 'bool', read: ({ facts }) => term.read(facts) };
  if (term.type === 'string') return { type: 'string', read: ({ facts }) => term.read(facts) };
  const place = VOCABULARY.indexOf(term);
  return { type: 'double', read: ({ facts, numbers }) => (numbers[place] ??= term.read(facts)) };
}

function readAttribute(name: string): Read {
  // Made once: to record where it was made costs more than all the rest of a rule.
  const missing = missingAttribute(name);
  return (context) => {
    const value = attributeOf(context, name);
    if (value === undefined) throw missing;
    return value;
  };
}

function attributeOf({ facts }: RuleContext, name: string): RuleValue | undefined {
  const { attributes } = facts.transaction;
  // What a transaction calls "constructor" is its own; what every object has is not.
  return attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
