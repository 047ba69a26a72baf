import { compileRule } from './compile-rule';
import type { CompiledRule } from './compile-rule';
import { ruleContext } from './rule-context';
import type { PolicyRule } from './policy-rule';
import type { RuleError } from './rule-error';
import type { RuleFactor } from './rule-factor';
import type { RuleFacts } from './rule-facts';
import { RuleFailure } from './rule-failure';

/** A policy's rules, ready to be asked any number of times. */
export class CompiledRules {
  static readonly none = new CompiledRules([]);

  /**
   * Amounts, ascending, from which on a rule that compares the transaction's amount may answer otherwise than one
   * minor unit below: the numbers that are written in it.
   */
  readonly amountBreakpoints: readonly number[];

  private constructor(private readonly rules: readonly (PolicyRule & { readonly compiled: CompiledRule })[]) {
    this.amountBreakpoints = breakpointsOf(rules);
  }

  /** @returns the rules, or every error with the position of its rule. */
  static compile(
    rules: readonly PolicyRule[],
    listNames: readonly string[],
  ): { readonly rules: CompiledRules } | { readonly errors: readonly PositionedRuleError[] } {
    const errors: PositionedRuleError[] = [];
    const compiled = rules.flatMap((rule, position) => {
      const compilation = compileRule(rule.when, { listNames });
      if ('rule' in compilation) return [{ ...rule, compiled: compilation.rule }];
      errors.push(...compilation.errors.map((error) => ({ ...error, position })));
      return [];
    });
    return errors.length > 0 ? { errors } : { rules: new CompiledRules(compiled) };
  }

  /** Rules that were accepted before. A list that one of them names may be gone since: it is then empty. */
  static ofAccepted(rules: readonly PolicyRule[]): CompiledRules {
    const compilation = CompiledRules.compile(rules, listsNamedIn(rules));
    if ('rules' in compilation) return compilation.rules;
    const [error] = compilation.errors;
    throw new Error(`a rule that was accepted compiles: ${error?.detail ?? ''}`);
  }

  get count(): number {
    return this.rules.length;
  }

  /** The factors of the rules that hold in these facts, or that couldn't be answered. In the policy's order. */
  factors(facts: RuleFacts): RuleFactor[] {
    if (this.rules.length === 0) return [];
    const context = ruleContext(facts);
    return this.rules.flatMap(({ compiled, ...rule }) => {
      try {
        return compiled.evaluate(context) ? [held(rule, compiled.observed(context))] : [];
      } catch (failure) {
        if (!(failure instanceof RuleFailure)) throw failure;
        return [unanswered(rule, compiled.observed(context), failure)];
      }
    });
  }
}

export interface PositionedRuleError extends RuleError {
  /** Of the rule among the policy's, from 0. */
  readonly position: number;
}

function breakpointsOf(rules: readonly PolicyRule[]): number[] {
  const written = rules
    .filter(({ when }) => when.includes('transaction.amount'))
    .flatMap(({ when }) => when.match(/\b\d+(?:\.\d+)?/g) ?? [])
    .flatMap((number) => [Math.ceil(Number(number)), Math.floor(Number(number)) + 1]);
  return [...new Set(written)].sort((a, b) => a - b);
}

function listsNamedIn(rules: readonly PolicyRule[]): string[] {
  return rules.flatMap(({ when }) =>
    [...when.matchAll(/\blists\s*\.\s*(\w+)/g)].map(([, name = '']) => name),
  );
}

function held(rule: PolicyRule, observed: RuleFactor['observed']): RuleFactor {
  const { effect, reason } = rule;
  return {
    code: `rule:${rule.code}`,
    category: 'rule',
    points: 'points' in effect ? effect.points : 0,
    effect: 'decision' in effect ? effect.decision : 'none',
    expression: rule.when,
    observed,
    reason,
  };
}

/** Says that it failed, also where that has no effect: a rule that never answers is a rule that protects nobody. */
function unanswered(
  rule: PolicyRule,
  observed: RuleFactor['observed'],
  { code, message }: RuleFailure,
): RuleFactor {
  return {
    code: `rule:${rule.code}`,
    category: 'rule',
    points: 0,
    effect: rule.onError === 'skip' ? 'none' : rule.onError,
    expression: rule.when,
    observed,
    reason: `The rule ${rule.code} has no answer: ${message}`,
    error: code,
  };
}
