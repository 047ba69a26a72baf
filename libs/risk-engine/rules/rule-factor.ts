import type { Decision } from '../decision';
import type { RuleValue } from './rule-facts';
import type { RuleFailureCode } from './rule-failure';

/** A rule that had an effect, or that couldn't be answered, in the shape that the API shows. */
export interface RuleFactor {
  /** `rule:<code>` */
  readonly code: string;
  readonly category: 'rule';
  /** An integer; 0 for a rule that decides or that has no answer. */
  readonly points: number;
  readonly effect: 'none' | Decision;
  readonly expression: string;
  /** What the expression refers to, with the values that it saw. */
  readonly observed: Readonly<Record<string, RuleValue | null>>;
  readonly reason: string;
  /** Why the expression has no answer; absent where it was true. */
  readonly error?: RuleFailureCode;
}
