import type { PolicyRule } from './rules/policy-rule';

/** What a tenant decided about deciding. */
export interface Policy {
  readonly name: string;
  readonly thresholds: Thresholds;
  /** By code. A built-in that is not named is off. */
  readonly builtins: Readonly<Record<string, BuiltinUse>>;
  /** The tenant's own; none where it is absent. */
  readonly rules?: readonly PolicyRule[];
}

/** Scores from 0 to 100. A score that equals a threshold reaches it; where both are reached, block counts. */
export interface Thresholds {
  readonly review: number;
  readonly block: number;
}

export interface BuiltinUse {
  readonly version: number;
  /** The points at full strength, not negative: whether they are added or taken off is the factor's own. */
  readonly weight: number;
}
