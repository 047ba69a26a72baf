import type { Decision } from '../decision';

/** A rule of the tenant's own, as a policy holds it. */
export interface PolicyRule {
  /** Names it: factors carry `rule:<code>`. */
  readonly code: string;
  /** CEL. Where it is true, the rule has its effect. */
  readonly when: string;
  readonly effect: RuleEffect;
  readonly reason: string;
  /** What happens where `when` has no answer. */
  readonly onError: 'skip' | 'review' | 'block';
}

/** Points are added to the score; a decision overrides it. */
export type RuleEffect = { readonly points: number } | { readonly decision: Decision };
