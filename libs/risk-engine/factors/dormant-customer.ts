import type { BuiltinFactor, Finding } from '../factor';
import type { Facts } from '../facts';
import { strengthOf } from '../strength';

/** Old accounts are bought and broken into because they look trustworthy. */
export const dormantCustomer: BuiltinFactor = {
  code: 'dormant_customer',
  version: 1,
  category: 'history',
  direction: 'raises',
  description: 'The customer was last seen at least 90 days ago.',
  evaluate,
};

const SCALE = { threshold: 90, full: 365 };

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const idleDays = entities.customer?.idleDays ?? 0;
  const strength = strengthOf(idleDays, SCALE);
  if (transaction.type === 'refund' || strength === 0) return undefined;
  const reason = `This customer's first transaction in ${idleDays} days.`;
  return { strength, value: idleDays, threshold: SCALE.threshold, unit: 'days', reason };
}
