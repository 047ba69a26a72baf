import type { BuiltinFactor, Factor, MeasuredFactor } from './factor';
import type { Facts } from './facts';
import { builtinFactor } from './factors/registry';
import type { Policy, Thresholds } from './policy';
import { reasoningOf } from './reasoning';
import { CompiledRules } from './rules/compiled-rules';
import type { Decision, Verdict } from './verdict';

export type { Decision, Verdict } from './verdict';

/**
 * The decision and the arithmetic behind it. Pure: the same policy and facts give the same bytes, and
 * `score = min(100, max(0, sum of points))`. A rule that blocks goes before one that allows, that before one that
 * reviews, and each of them before the score.
 *
 * @param rules the policy's rules, compiled: a policy that has rules is decided with them or not at all.
 * @throws UnknownBuiltinError when the policy names a built-in, or a version of one, that is not shipped.
 */
export function decide(policy: Policy, facts: Facts, rules: CompiledRules = CompiledRules.none): Verdict {
  if (rules.count !== (policy.rules?.length ?? 0)) throw new Error('these are not the rules of this policy');
  const factors = [...measuredFactors(policy, facts), ...rules.factors(facts)].sort(weightiestFirst);
  const sum = factors.reduce((total, { points }) => total + points, 0);
  const score = Math.min(100, Math.max(0, sum));
  const { review, block } = policy.thresholds;
  const thresholds = { review, block };
  const decision = overridingEffect(factors) ?? decisionOf(score, thresholds);
  const verdict = { decision, score, thresholds, factors };
  return { ...verdict, reasoning: reasoningOf(verdict) };
}

function measuredFactors({ builtins }: Policy, facts: Facts): MeasuredFactor[] {
  return Object.entries(builtins).flatMap(([code, { version, weight }]) =>
    weigh(builtinFactor(code, version), weight, facts),
  );
}

function weigh(builtin: BuiltinFactor, weight: number, facts: Facts): MeasuredFactor[] {
  const finding = builtin.evaluate(facts);
  if (finding === undefined) return [];
  const { strength, ...evidence } = finding;
  const magnitude = Math.round(strength * weight);
  if (magnitude === 0) return [];
  const points = builtin.direction === 'raises' ? magnitude : -magnitude;
  return [{ code: builtin.code, category: builtin.category, points, effect: 'none', ...evidence }];
}

/** The smaller goes before the larger. */
const PRECEDENCE: Record<Factor['effect'], number> = { block: 0, allow: 1, review: 2, none: 3 };

function weightiestFirst(a: Factor, b: Factor): number {
  if (a.effect !== b.effect) return PRECEDENCE[a.effect] - PRECEDENCE[b.effect];
  if (a.points !== b.points) return b.points - a.points;
  return a.code < b.code ? -1 : 1;
}

function overridingEffect([first]: readonly Factor[]): Decision | undefined {
  return first === undefined || first.effect === 'none' ? undefined : first.effect;
}

function decisionOf(score: number, { review, block }: Thresholds): Decision {
  if (score >= block) return 'block';
  return score >= review ? 'review' : 'allow';
}
