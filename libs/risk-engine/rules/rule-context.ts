import type { RuleFacts, RuleValue } from './rule-facts';
import { VOCABULARY } from './vocabulary';

/** One decision as all rules of a policy see it: a number that several of them ask for is looked up once. */
export interface RuleContext {
  readonly facts: RuleFacts;
  /** What was looked up already, by the term's place in the vocabulary. */
  readonly numbers: (number | undefined)[];
}

export function ruleContext(facts: RuleFacts): RuleContext {
  return { facts, numbers: new Array<number | undefined>(VOCABULARY.length) };
}

/** @throws RuleFailure when the facts have no answer. */
export type Read<Value = RuleValue> = (context: RuleContext) => Value;
