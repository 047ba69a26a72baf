import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';

export const newAgent: BuiltinFactor = {
  code: 'new_agent',
  version: 1,
  category: 'agent',
  direction: 'raises',
  description: 'The agent that signed was first seen less than a week ago.',
  evaluate,
};

const KNOWN_AFTER_DAYS = 7;

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const { agent } = entities;
  if (transaction.type === 'refund' || agent === undefined || agent.knownDays >= KNOWN_AFTER_DAYS)
    return undefined;
  const value = agent.knownDays;
  return {
    strength: 1 - value / KNOWN_AFTER_DAYS,
    ...{ value, threshold: KNOWN_AFTER_DAYS, unit: 'days' },
    reason: agent.isNew
      ? 'The agent that signed was never seen before.'
      : `The agent that signed was first seen ${ago(value)}.`,
  };
}

function ago(days: number): string {
  if (days === 0) return 'less than a day ago';
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
