import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const agentUnverified: BuiltinFactor = {
  code: 'agent_unverified',
  version: 1,
  category: 'agent',
  direction: 'raises',
  description: 'The request says that an agent makes it, and no signature proves which.',
  evaluate,
};

function evaluate({ transaction }: Facts): Finding | undefined {
  if (transaction.agent === undefined || transaction.agent.status === 'verified') return undefined;
  const reason = 'The request names an agent, and nothing proves that it comes from it.';
  return { strength: 1, value: 'claimed', threshold: 'verified', unit: 'status', reason };
}
