import type { BuiltinFactor, Factor, MeasuredFactor } from './factor';
import type { Facts } from './facts';
import { builtinFactor } from './factors/registry';
import type { Policy, Thresholds } from './policy';
import { mandateFactor } from './mandate-factor';
import { reasoningOf } from './reasoning';
import { CompiledRules } from './rules/compiled-rules';
import type { RuleFactor } from './rules/rule-factor';
import type { Decision, Verdict } from './verdict';

export type { Decision, Verdict } from './verdict';

/**
 * The decision and the arithmetic behind it. Pure: the same policy and facts give the same bytes, and
 * `score = min(100, max(0, sum of points))`. What an agent's mandate doesn't cover is blocked, whatever the policy says. A
 * rule that blocks goes before one that allows, that before one that reviews, and each of them before the score.
 *
 * @param rules the policy's rules, compiled: a policy that has rules is decided with them or not at all.
 * @throws UnknownBuiltinError when the policy names a built-in, or a version of one, that is not shipped.
 */
export function decide(policy: Policy, facts: Facts, rules: CompiledRules = CompiledRules.none): Verdict {
  checkRules(policy, rules);
  const mandate = mandateFactor(facts);
  const factors = [
    ...(mandate === undefined ? [] : [mandate]),
    ...measuredFactors(builtinsOf(policy), facts),
    ...rules.factors(facts),
  ].sort(weightiestFirst);
  const score = scoreOf(sumOf(factors));
  const { review, block } = policy.thresholds;
  const thresholds = { review, block };
  const decision = overridingEffect(factors) ?? decisionOf(score, thresholds);
  const verdict = { decision, score, thresholds, factors };
  return { ...verdict, reasoning: reasoningOf(verdict) };
}

/** What `decide` decides, without what explains it: a fraction of the work. */
export function decisionOn(
  policy: Policy,
  facts: Facts,
  rules: CompiledRules = CompiledRules.none,
): Decision {
  checkRules(policy, rules);
  if (mandateFactor(facts) !== undefined) return 'block';
  return outcomeOf(policy, pointsOf(builtinsOf(policy), facts), rules.factors(facts));
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
  const blind = builtins.filter(({ builtin }) => !builtin.seesAmount);
  const blindPoints = pointsOf(blind, facts);
  return (amountMinor) => {
    const changed = { ...facts, transaction: { ...facts.transaction, amountMinor } };
    if (mandateFactor(changed) !== undefined) return 'block';
    return outcomeOf(policy, blindPoints + pointsOf(seeing, changed), rules.factors(changed));
  };
}

function checkRules(policy: Policy, rules: CompiledRules): void {
  if (rules.count !== (policy.rules?.length ?? 0)) throw new Error('these are not the rules of this policy');
}

interface WeighedBuiltin {
  readonly builtin: BuiltinFactor;
  readonly weight: number;
}

const builtinsOfPolicies = new WeakMap<Policy, readonly WeighedBuiltin[]>();

function builtinsOf(policy: Policy): readonly WeighedBuiltin[] {
  const known = builtinsOfPolicies.get(policy);
  if (known !== undefined) return known;
  const builtins = Object.entries(policy.builtins).map(([code, { version, weight }]) => ({
    builtin: builtinFactor(code, version),
    weight,
  }));
  builtinsOfPolicies.set(policy, builtins);
  return builtins;
}

function measuredFactors(builtins: readonly WeighedBuiltin[], facts: Facts): MeasuredFactor[] {
  const factors: MeasuredFactor[] = [];
  for (const { builtin, weight } of builtins) {
    const finding = builtin.evaluate(facts);
    if (finding === undefined) continue;
    const { strength, ...evidence } = finding;
    const points = weigh(builtin, weight, strength);
    if (points === 0) continue;
    factors.push({ code: builtin.code, category: builtin.category, points, effect: 'none', ...evidence });
  }
  return factors;
}

function pointsOf(builtins: readonly WeighedBuiltin[], facts: Facts): number {
  let sum = 0;
  for (const { builtin, weight } of builtins) {
    const finding = builtin.evaluate(facts);
    if (finding !== undefined) sum += weigh(builtin, weight, finding.strength);
  }
  return sum;
}

function weigh({ direction }: BuiltinFactor, weight: number, strength: number): number {
  const magnitude = Math.round(strength * weight);
  return direction === 'raises' ? magnitude : -magnitude;
}

function scoreOf(points: number): number {
  return Math.min(100, Math.max(0, points));
}

function sumOf(factors: readonly Factor[]): number {
  return factors.reduce((total, { points }) => total + points, 0);
}

/** `points` are the built-ins'. */
function outcomeOf({ thresholds }: Policy, points: number, ruleFactors: RuleFactor[]): Decision {
  const score = scoreOf(points + sumOf(ruleFactors));
  return overridingEffect(ruleFactors.sort(weightiestFirst)) ?? decisionOf(score, thresholds);
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
