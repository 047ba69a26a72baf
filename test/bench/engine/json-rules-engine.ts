import { Engine } from 'json-rules-engine';
import type { ConditionProperties } from 'json-rules-engine';
import type { Contestant, Input } from './contestant';
import { isOtherName } from './hundred-rules';
import type { Condition, PlainRule } from './hundred-rules';

/** Facts are given flat, by name: reading them by a JSON path is slower. */
export function jsonRulesEngine(rules: readonly PlainRule[], inputs: readonly Input[]): Contestant {
  const engine = new Engine(
    rules.map((rule, index) => ({
      conditions: { all: rule.map(condition) },
      event: { type: `rule-${index}` },
    })),
  );
  const decide = async ({ flat }: Input): Promise<number> => (await engine.run({ ...flat })).events.length;
  return {
    engine: 'json-rules-engine',
    firedOnEach: () => Promise.all(inputs.map(decide)),
    round: async () => {
      for (const input of inputs) await decide(input);
    },
  };
}

const OPERATORS: Readonly<Record<Condition['operator'], string>> = {
  '>': 'greaterThan',
  '>=': 'greaterThanInclusive',
  '<': 'lessThan',
  '==': 'equal',
  '!=': 'notEqual',
  in: 'in',
};

function condition({ name, operator, value }: Condition): ConditionProperties {
  return {
    fact: name,
    operator: OPERATORS[operator],
    value: isOtherName(value) ? { fact: value.name } : value,
  };
}
