import { formatMoney } from '@libs/money/format-money';
import type { EntityKind } from '../entity';
import type { BuiltinFactor, Finding } from '../factor';
import type { EntityFacts, Facts } from '../facts';
import { strengthOf } from '../strength';
import { entityPhrase } from '../wording';

/**
 * Stolen cards are tried with small amounts before the large one. Small is told without exchange rates: small
 * beside what is usual at the counterparty or beside the amount asked for now, whichever is more. So the large
 * amount after a row of small ones is seen as well, and a larger amount never looks better.
 */
export const cardTesting: BuiltinFactor = {
  code: 'card_testing',
  version: 1,
  category: 'velocity',
  direction: 'raises',
  seesAmount: true,
  description: 'At least 3 small amounts in the last hour on one instrument, device or IP address.',
  evaluate,
};

const TESTED: readonly EntityKind[] = ['instrument', 'device', 'ip'];
const COUNT_SCALE = { threshold: 3, full: 10 };
/** An average at most this share of the yardstick is small. */
const SMALL_SHARE = 0.1;
const MIN_COUNTERPARTY_COUNT = 20;

function evaluate(facts: Facts): Finding | undefined {
  if (facts.transaction.type === 'refund') return undefined;
  const yardstick = yardstickOf(facts);
  let strongest: Finding | undefined;
  for (const kind of TESTED) {
    const finding = findingOn(kind, facts.entities[kind], yardstick, facts.transaction.currency);
    if ((finding?.strength ?? 0) > (strongest?.strength ?? 0)) strongest = finding;
  }
  return strongest;
}

function yardstickOf({ transaction, entities }: Facts): number {
  const usual = entities.counterparty?.last30d;
  const hasNorm = usual !== undefined && usual.currencyCount >= MIN_COUNTERPARTY_COUNT;
  return Math.max(transaction.amountMinor, hasNorm ? usual.average : 0);
}

function findingOn(
  kind: EntityKind,
  entity: EntityFacts | undefined,
  yardstick: number,
  currency: string,
): Finding | undefined {
  if (entity === undefined || yardstick === 0) return undefined;
  const { currencyCount, average } = entity.last1h;
  const strength = strengthOf(currencyCount, COUNT_SCALE);
  if (strength === 0 || average > yardstick * SMALL_SHARE) return undefined;
  const value = Math.round(average);
  const baseline = Math.round(yardstick);
  return {
    strength,
    value,
    baseline,
    threshold: Math.floor(yardstick * SMALL_SHARE),
    unit: `minor:${currency}`,
    window: '1h',
    get reason() {
      return `A row of small amounts with ${entityPhrase(kind)} in the last hour: ${formatMoney(value, currency)} on average, beside ${formatMoney(baseline, currency)}.`;
    },
  };
}
