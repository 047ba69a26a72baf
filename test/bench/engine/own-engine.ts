import { compileRule } from '@libs/risk-engine/rules/compile-rule';
import type { CompiledRule } from '@libs/risk-engine/rules/compile-rule';
import { ruleContext } from '@libs/risk-engine/rules/rule-context';
import type { RuleContext } from '@libs/risk-engine/rules/rule-context';
import type { Contestant, Input } from './contestant';
import { isOtherName } from './hundred-rules';
import type { Condition, PlainRule } from './hundred-rules';

export function ownEngine(rules: readonly PlainRule[], inputs: readonly Input[]): Contestant {
  const compiled = rules.map((rule) => compiledOrThrow(sourceOf(rule)));
  return {
    engine: 'trustflow',
    firedOnEach: () => Promise.resolve(inputs.map(({ facts }) => fired(compiled, ruleContext(facts)))),
    round: () => {
      for (const { facts } of inputs) fired(compiled, ruleContext(facts));
    },
  };
}

/** The same, and of every rule the values that it saw: a decision shows those of the rules that fire. */
export function ownEngineWithValues(rules: readonly PlainRule[], inputs: readonly Input[]): Contestant {
  const compiled = rules.map((rule) => compiledOrThrow(sourceOf(rule)));
  return {
    ...ownEngine(rules, inputs),
    engine: 'trustflow with values',
    round: () => {
      for (const { facts } of inputs) {
        const context = ruleContext(facts);
        fired(compiled, context);
        for (const rule of compiled) rule.observed(context);
      }
    },
  };
}

export function compiledOrThrow(source: string): CompiledRule {
  const compilation = compileRule(source, { listNames: [] });
  if ('errors' in compilation) throw new Error(`${source}: ${JSON.stringify(compilation.errors)}`);
  return compilation.rule;
}

export function sourceOf(rule: PlainRule): string {
  return rule
    .map(
      ({ name, operator, value }) =>
        `${name} ${operator} ${isOtherName(value) ? value.name : literal(value)}`,
    )
    .join(' && ');
}

function literal(value: Exclude<Condition['value'], { readonly name: string }>): string {
  return JSON.stringify(value);
}

function fired(rules: readonly CompiledRule[], context: RuleContext): number {
  let count = 0;
  for (const rule of rules) if (rule.evaluate(context)) count++;
  return count;
}
