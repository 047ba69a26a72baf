import type { Finding } from './factor';
import type { EntityFacts, Facts } from './facts';
import { windowPhrase } from './wording';

/** Earlier transactions that a customer needs before something new is news. */
const MIN_EARLIER = 3;
/** From this many different ones, more than half of all transactions bringing another, new is a habit. */
const HABIT = 5;

/**
 * A customer whom we know uses an instrument or a device for the first time, as far back as the profile
 * remembers. Silent for a customer who never showed one before, and for one who always brings another.
 */
export function firstUseFinding(
  { transaction, entities }: Facts,
  partner: 'instrument' | 'device',
): Finding | undefined {
  const customer = entities.customer;
  if (transaction.type === 'refund' || customer === undefined || entities[partner] === undefined) {
    return undefined;
  }
  if (customer.seenWith[partner] !== undefined || !isNews(customer, partner)) return undefined;
  const window = '90d';
  const reason = `This customer's first transaction with this ${partner} in ${windowPhrase(window)}.`;
  return { strength: 1, value: 0, threshold: 1, unit: 'count', window, reason };
}

function isNews(
  { rhythm, last24h, last30d, remembered }: EntityFacts,
  partner: 'instrument' | 'device',
): boolean {
  const earlier = rhythm.total + last24h.count;
  const recent = partner === 'device' ? last30d.devices : last30d.instruments;
  const isHabit = recent >= HABIT && recent * 2 > last30d.count;
  return earlier >= MIN_EARLIER && remembered[partner] > 0 && !isHabit;
}
