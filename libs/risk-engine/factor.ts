import type { Facts } from './facts';
import type { RuleFactor } from './rules/rule-factor';
import type { WindowName } from './windows';

/** One reason for a decision, in the shape that the API shows: what a built-in found, or a rule of the tenant's own. */
export type Factor = MeasuredFactor | MandateFactor | RuleFactor;

/** What a built-in found, with the policy's weight put to it. */
export interface MeasuredFactor extends Evidence {
  readonly code: string;
  readonly category: FactorCategory;
  /** A non-zero integer; negative where the factor speaks for the transaction. */
  readonly points: number;
  readonly effect: 'none';
}

/** Of a transaction outside of its agent's mandate: it blocks, whatever the policy says. */
export interface MandateFactor extends Omit<MeasuredFactor, 'points' | 'effect'> {
  readonly points: 0;
  readonly effect: 'block';
}

export type FactorCategory =
  | 'agent'
  | 'amount'
  | 'device'
  | 'geography'
  | 'history'
  | 'identity'
  | 'instrument'
  | 'outcome'
  | 'refund'
  | 'velocity';

/** What was observed and what it was held against. Every number in `reason` is one of these, formatted. */
export interface Evidence {
  readonly value: number | string;
  /** What is usual. */
  readonly baseline?: number | string;
  /** `value / baseline`, rounded as `roundRatio` does. */
  readonly ratio?: number;
  /** What the ratio, or the value where there is no ratio, was held against. */
  readonly threshold: number | string;
  /** `minor:EUR`, `count`, `days`, `country`, `status`: what value and baseline are counted in. */
  readonly unit: string;
  readonly window?: WindowName;
  /** What else the strength rests on, by name. */
  readonly observed?: Readonly<Record<string, number>>;
  /** Plain English, for the person who reads the decision. */
  readonly reason: string;
}

/**
 * What a built-in factor found, before a policy's weight is put to it. Where the amount is seen, `reason` is written
 * when it is read: other amounts are tried by the dozen, and nobody reads why.
 */
export interface Finding extends Evidence {
  /** Above 0, at most 1, and never falling as the evidence grows. */
  readonly strength: number;
}

/**
 * A versioned question to the facts. What one version answers never changes, because recorded decisions are
 * replayed; a better formula is a new version in a file of its own.
 */
export interface BuiltinFactor {
  readonly code: string;
  readonly version: number;
  readonly category: FactorCategory;
  /** Whether its points speak against the transaction or for it. */
  readonly direction: 'raises' | 'lowers';
  /** Whether another amount of the transaction can change what it finds. Absent: it can't. */
  readonly seesAmount?: true;
  /** One sentence for the vocabulary: what it sees. */
  readonly description: string;
  evaluate(facts: Facts): Finding | undefined;
}
