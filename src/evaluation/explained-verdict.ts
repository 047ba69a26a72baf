import { counterfactuals } from '@libs/risk-engine/counterfactual';
import type { Counterfactual } from '@libs/risk-engine/counterfactual';
import { decide, decideAtAmounts, decisionOn } from '@libs/risk-engine/decide';
import type { Facts } from '@libs/risk-engine/facts';
import type { Decision, Verdict } from '@libs/risk-engine/verdict';
import type { CompiledPolicy } from './policies/compiled-policy';

/** A verdict with what would have changed it, unless it is to allow. */
export interface ExplainedVerdict extends Verdict {
  readonly counterfactuals: readonly Counterfactual[];
}

export function explainedVerdict(
  { definition, rules }: Pick<CompiledPolicy, 'definition' | 'rules'>,
  facts: Facts,
): ExplainedVerdict {
  const verdict = decide(definition, facts, rules);
  // What goes through wants no advice on how to, and finding it takes longer than deciding did.
  if (verdict.decision === 'allow') return { ...verdict, counterfactuals: [] };
  const { amountBreakpoints } = rules;
  const decideOn = (changed: Facts): Decision => decisionOn(definition, changed, rules);
  const decideAt = decideAtAmounts(definition, facts, rules);
  return { ...verdict, counterfactuals: counterfactuals(decideOn, facts, { amountBreakpoints, decideAt }) };
}
