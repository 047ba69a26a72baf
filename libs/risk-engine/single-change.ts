import type { Facts } from './facts';
import type { Decision } from './verdict';

/** One change to the request that would have brought another decision. */
export interface Counterfactual {
  /** JSON pointer into the request. */
  readonly path: string;
  /** `known`: one that this customer had used before. `absent`: left out. */
  readonly operator: '<' | '>' | '=' | 'known' | 'absent';
  /** Minor units for an amount: beside `<` and `>` the last that changes nothing yet. A country's code. */
  readonly value?: number | string;
  readonly decision: Decision;
  readonly sentence: string;
}

/** Any way to decide: built-ins alone, or with a policy's rules. */
export type DecideOn<F extends Facts> = (facts: F) => Decision;

export interface SizedCounterfactual {
  /** What share of the amount the change is, or counts as. */
  readonly size: number;
  readonly counterfactual: Counterfactual;
}
