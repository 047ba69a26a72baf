import type { KnownFraud } from '../facts';
import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import type { Window } from '../windows';
import { knownFraudCounterparty } from './known-fraud-counterparty';

/** To three decimals. */
function strengthFor(changes: SampleChanges): number | undefined {
  const strength = knownFraudCounterparty.evaluate(sampleFacts(changes))?.strength;
  return strength === undefined ? undefined : Math.round(strength * 1000) / 1000;
}

const known = (fraud: number, knownFraud: Partial<KnownFraud> = {}, last30d: Partial<Window> = {}) => ({
  last30d: { count: 10, ...last30d, fraud },
  knownFraud: { firstToldDays: 0, lastToldDays: 0, cleared: 0, ...knownFraud },
});

describe('known fraud of this counterparty', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['none', { counterparty: { last30d: { count: 10 } } }, undefined],
    ['one', { counterparty: known(1) }, 0.2],
    ['as many as say all', { counterparty: known(5) }, 1],
    ['more', { counterparty: known(50) }, 1],
    ['as many, and a later one found good', { counterparty: known(5, { cleared: 1 }) }, 0.667],
    ['as many, and three found good', { counterparty: known(5, { cleared: 3 }) }, undefined],
    ['as many, and eight found good', { counterparty: known(5, { cleared: 8 }) }, undefined],
    ['first told 15 days ago: a quarter less', { counterparty: known(1, { firstToldDays: 15 }) }, 0.15],
    ['first told 30 days ago: half', { counterparty: known(5, { firstToldDays: 30 }) }, 0.5],
    ['2 % of its transactions', { counterparty: known(2, {}, { count: 100 }) }, 0.4],
    ['less than 2 %', { counterparty: known(2, {}, { count: 101 }) }, undefined],
    [
      'a spree of today beside it',
      { counterparty: { ...known(2, {}, { count: 1100 }), last24h: { count: 1000 } } },
      0.4,
    ],
    ['a refund', { transaction: { type: 'refund' }, counterparty: known(5) }, undefined],
    ['nothing to look at', { absent: ['counterparty'] }, undefined],
  ])('of %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it.each([
    [1, 0, '1 known fraud with this counterparty in the last 30 days, told today.'],
    [1, 1, '1 known fraud with this counterparty in the last 30 days, told 1 day ago.'],
    [4, 6, '4 known frauds with this counterparty in the last 30 days, the last told 6 days ago.'],
  ])('says of %i, the last told %i days ago, how many and since when', (fraud, lastToldDays, reason) => {
    const facts = sampleFacts({ counterparty: known(fraud, { lastToldDays, cleared: 1 }) });
    expect(knownFraudCounterparty.evaluate(facts)).toMatchObject({
      value: fraud,
      threshold: 1,
      unit: 'count',
      window: '30d',
      observed: { firstToldDays: 0, lastToldDays, cleared: 1 },
      reason,
    });
  });
});
