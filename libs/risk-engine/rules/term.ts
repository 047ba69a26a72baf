import type { Transaction } from '../transaction';
import type { RuleFacts } from './rule-facts';

/** One name that a rule may use. */
export type Term = NumberTerm | TextTerm | TruthTerm;

interface Described {
  readonly name: string;
  /** One sentence for the person who writes the rule. */
  readonly meaning: string;
}

export interface NumberTerm extends Described {
  readonly type: 'double';
  readonly read: (facts: RuleFacts) => number;
}

export interface TextTerm extends Described {
  readonly type: 'string';
  /** A transaction may lack it: it is then empty, and `has()` tells. */
  readonly optional: boolean;
  readonly read: (facts: { readonly transaction: Transaction }) => string;
}

export interface TruthTerm extends Described {
  readonly type: 'bool';
  readonly read: (facts: RuleFacts) => boolean;
}

export function numberTerm(name: string, meaning: string, read: NumberTerm['read']): NumberTerm {
  return { name, type: 'double', meaning, read };
}

export function requiredText(
  name: string,
  meaning: string,
  of: (transaction: Transaction) => string,
): TextTerm {
  return { name, type: 'string', optional: false, meaning, read: ({ transaction }) => of(transaction) };
}

export function optionalText(
  name: string,
  meaning: string,
  of: (transaction: Transaction) => string | undefined,
): TextTerm {
  return { name, type: 'string', optional: true, meaning, read: ({ transaction }) => of(transaction) ?? '' };
}
