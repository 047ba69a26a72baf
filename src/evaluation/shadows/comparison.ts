import { eachGivingWay } from '@libs/event-loop/each-giving-way';
import { decide } from '@libs/risk-engine/decide';
import type { Factor } from '@libs/risk-engine/factor';
import type { Evaluation } from '../evaluation.entity';
import type { DecidingPolicy } from '../policies/compiled-policies';
import { withShippedBuiltins } from '../policies/with-shipped-builtins';
import type { ShadowDecision } from './shadow-decision.entity';

/** An evaluation and what a shadow made of it. */
export interface Comparison {
  readonly evaluation: Evaluation;
  readonly decided: ShadowDecision;
  /** None of an evaluation that was erased. */
  readonly factors: readonly Factor[];
}

/**
 * Decides once more, for the factors: keeping them would be a second place for what is known of a person. Throws a
 * Problem of 409 where the policy names a built-in's version that is no longer shipped.
 */
export async function compared(
  { definition, rules }: DecidingPolicy,
  pairs: readonly Omit<Comparison, 'factors'>[],
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  await eachGivingWay(pairs, ({ evaluation, decided }) => {
    const isErased = evaluation.customerId === null;
    const factors = isErased
      ? []
      : withShippedBuiltins(() => decide(definition, evaluation.facts, rules)).factors;
    comparisons.push({ evaluation, decided, factors });
  });
  return comparisons;
}
