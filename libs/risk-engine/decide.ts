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
  checkRules(policy, rules);
  const factors = [...measuredFactors(builtinsOf(policy), facts), ...rules.factors(facts)].sort(
    weightiestFirst,
  );
  const score = scoreOf(factors);
  const { review, block } = policy.thresholds;
  const thresholds = { review, block };
  const decision = overridingEffect(factors) ?? decisionOf(score, thresholds);
  const verdict = { decision, score, thresholds, factors };
  return { ...verdict, reasoning: reasoningOf(verdict) };
}

/** What `decide` decides at other amounts of the same transaction. What doesn't see the amount is asked once. */
export function decideAtAmounts(
  policy: Policy,
  facts: Facts,
  rules: CompiledRules = CompiledRules.none,
): (amountMinor: number) => Decision {
  checkRules(policy, rules);
  const builtins = builtinsOf(policy);
  const seeing = builtins.filter(({ builtin }) => builtin.seesAmount);
  const blind = measuredFactors(
    builtins.filter(({ builtin }) => !builtin.seesAmount),
    facts,
  );
  return (amountMinor) => {
    const changed = { ...facts, transaction: { ...facts.transaction, amountMinor } };
    const ruleFactors = rules.factors(changed);
    const score = scoreOf([...blind, ...measuredFactors(seeing, changed), ...ruleFactors]);
    return overridingEffect(ruleFactors.sort(weightiestFirst)) ?? decisionOf(score, policy.thresholds);
  };
}

function checkRules(policy: Policy, rules: CompiledRules): void {
  if (rules.count !== (policy.rules?.length ?? 0)) throw new Error('these are not the rules of this policy');
}

interface WeighedBuiltin {
  readonly builtin: BuiltinFactor;
  readonly weight: number;
}

function builtinsOf({ builtins }: Policy): WeighedBuiltin[] {
  return Object.entries(builtins).map(([code, { version, weight }]) => ({
    builtin: builtinFactor(code, version),
    weight,
  }));
}

function measuredFactors(builtins: readonly WeighedBuiltin[], facts: Facts): MeasuredFactor[] {
  return builtins.flatMap(({ builtin, weight }) => weigh(builtin, weight, facts));
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

function scoreOf(factors: readonly Factor[]): number {
  const sum = factors.reduce((total, { points }) => total + points, 0);
  return Math.min(100, Math.max(0, sum));
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
