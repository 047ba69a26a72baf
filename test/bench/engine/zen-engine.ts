import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';
import type { Contestant, Input } from './contestant';
import { isOtherName } from './hundred-rules';
import type { Condition, PlainRule } from './hundred-rules';

/**
 * Its fastest form of those tried: one precompiled expression that counts the rules that fire, and a round's
 * inputs all in flight. A decision table with a row for each rule and an expression for each are slower.
 */
export function zenEngine(rules: readonly PlainRule[], inputs: readonly Input[]): Contestant {
  const value = `count([${rules.map(expression).join(', ')}], #)`;
  const decision = new ZenEngine().createDecision(new ZenDecisionContent(graph(value)));
  const decide = async ({ nested }: Input): Promise<number> =>
    ((await decision.evaluate(nested)) as Answer).result.fired;
  return {
    engine: '@gorules/zen-engine',
    firedOnEach: () => Promise.all(inputs.map(decide)),
    round: async () => {
      await Promise.all(inputs.map(decide));
    },
  };
}

interface Answer {
  readonly result: { readonly fired: number };
}

function expression(rule: PlainRule): string {
  return rule.map(condition).join(' and ');
}

function condition({ name, operator, value }: Condition): string {
  return `${name} ${operator} ${isOtherName(value) ? value.name : JSON.stringify(value)}`;
}

function graph(value: string): object {
  const position = { x: 0, y: 0 };
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position },
      {
        id: 'rules',
        type: 'expressionNode',
        name: 'rules',
        position,
        content: { expressions: [{ id: 'fired', key: 'fired', value }] },
      },
      { id: 'out', type: 'outputNode', name: 'out', position },
    ],
    edges: [
      { id: 'first', type: 'edge', sourceId: 'in', targetId: 'rules' },
      { id: 'second', type: 'edge', sourceId: 'rules', targetId: 'out' },
    ],
  };
}
