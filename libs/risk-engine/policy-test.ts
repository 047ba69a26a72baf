import { decide } from './decide';
import type { Decision } from './decision';
import type { Facts } from './facts';
import type { Policy } from './policy';
import type { CompiledRules } from './rules/compiled-rules';
import type { Verdict } from './verdict';

/** What the author of a policy expects of it in one case. What is absent may be anything. */
export interface Expectation {
  readonly decision?: Decision;
  readonly score?: number;
  /** Codes, all of which have to be among the factors. */
  readonly factors?: readonly string[];
}

/** What is otherwise than expected, in a sentence; undefined where all is as expected. */
export function deviation(
  expected: Expectation,
  facts: Facts,
  { policy, rules }: { readonly policy: Policy; readonly rules: CompiledRules },
): string | undefined {
  const { decision, score, factors } = decide(policy, facts, rules);
  if (expected.decision !== undefined && expected.decision !== decision)
    return `It expects ${expected.decision}, the policy decides ${decision} with a score of ${score}.`;
  if (expected.score !== undefined && expected.score !== score)
    return `It expects a score of ${expected.score}, the policy gives ${score}.`;
  const missing = missingFrom(factors, expected.factors ?? []);
  return missing === undefined
    ? undefined
    : `It expects the factor ${missing}, which the policy doesn't find.`;
}

function missingFrom(factors: Verdict['factors'], codes: readonly string[]): string | undefined {
  const found = new Set(factors.map(({ code }) => code));
  return codes.find((code) => !found.has(code));
}
