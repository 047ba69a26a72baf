import type { KnownFraud } from '../facts';
import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import type { Window } from '../windows';
import { knownFraudInstrument } from './known-fraud-instrument';

/** To three decimals. */
function strengthFor(changes: SampleChanges): number | undefined {
  const strength = knownFraudInstrument.evaluate(sampleFacts(changes))?.strength;
  return strength === undefined ? undefined : Math.round(strength * 1000) / 1000;
}

const known = (fraud: number, knownFraud: Partial<KnownFraud> = {}, last30d: Partial<Window> = {}) => ({
  last30d: { count: 10, ...last30d, fraud },
  knownFraud: { firstToldDays: 0, lastToldDays: 0, cleared: 0, ...knownFraud },
});

describe('known fraud of this instrument', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['none', { instrument: { last30d: { count: 10 } } }, undefined],
    ['one', { instrument: known(1) }, 0.5],
    ['as many as say all', { instrument: known(3) }, 1],
    ['more', { instrument: known(50) }, 1],
    ['as many, and a later one found good', { instrument: known(3, { cleared: 1 }) }, 0.667],
    ['as many, and three found good', { instrument: known(3, { cleared: 3 }) }, undefined],
    ['as many, and eight found good', { instrument: known(3, { cleared: 8 }) }, undefined],
    ['first told 30 days ago: as strong', { instrument: known(1, { firstToldDays: 30 }) }, 0.5],
    ['one in a thousand', { instrument: known(1, {}, { count: 1000 }) }, 0.5],
    ['a refund', { transaction: { type: 'refund' }, instrument: known(3) }, undefined],
    ['nothing to look at', { absent: ['instrument'] }, undefined],
  ])('of %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it.each([
    [1, 0, '1 known fraud with this instrument in the last 30 days, told today.'],
    [1, 1, '1 known fraud with this instrument in the last 30 days, told 1 day ago.'],
    [4, 6, '4 known frauds with this instrument in the last 30 days, the last told 6 days ago.'],
  ])('says of %i, the last told %i days ago, how many and since when', (fraud, lastToldDays, reason) => {
    const facts = sampleFacts({ instrument: known(fraud, { lastToldDays, cleared: 1 }) });
    expect(knownFraudInstrument.evaluate(facts)).toMatchObject({
      value: fraud,
      threshold: 1,
      unit: 'count',
      window: '30d',
      observed: { firstToldDays: 0, lastToldDays, cleared: 1 },
      reason,
    });
  });
});
