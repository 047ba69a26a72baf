import type { BuiltinFactor, Finding } from '../factor';
import type { EntityFacts, Facts } from '../facts';
import { strengthOf } from '../strength';

/**
 * Knows the customer's own things: each of instrument and device that the transaction names, and at least one.
 * What happened in the last 24 hours earns no trust, so that a spree cannot buy it.
 */
export const trustedRelationship: BuiltinFactor = {
  code: 'trusted_relationship',
  version: 1,
  category: 'history',
  direction: 'lowers',
  description: 'An active customer has used this instrument and this device for at least 30 days.',
  evaluate,
};

const SCALE = { threshold: 30, full: 90 };
const MIN_EARLIER = 3;

function evaluate({ transaction, entities }: Facts): Finding | undefined {
  const { customer } = entities;
  if (transaction.type === 'refund' || customer === undefined) return undefined;
  if (customer.last30d.count - customer.last24h.count < MIN_EARLIER) return undefined;
  const named = (['instrument', 'device'] as const).filter((kind) => entities[kind] !== undefined);
  const value = shortestAcquaintance(customer, named);
  const strength = strengthOf(value, SCALE);
  if (strength === 0) return undefined;
  const things = named.map((kind) => `this ${kind}`).join(' and ');
  const reason = `An active customer who has used ${things} for ${value} days.`;
  return { strength, value, threshold: SCALE.threshold, unit: 'days', reason };
}

function shortestAcquaintance(customer: EntityFacts, named: readonly ('instrument' | 'device')[]): number {
  if (named.length === 0) return 0;
  return Math.min(...named.map((kind) => customer.seenWith[kind]?.firstDays ?? 0));
}
