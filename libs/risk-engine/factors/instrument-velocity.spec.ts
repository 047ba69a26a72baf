import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { instrumentVelocity } from './instrument-velocity';

const strengthFor = (changes: SampleChanges) => instrumentVelocity.evaluate(sampleFacts(changes))?.strength;

describe('the pace of this instrument', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['number 4 of the hour', { instrument: { last1h: { count: 3 } } }, undefined],
    ['number 5 of the hour', { instrument: { last1h: { count: 4 } } }, 0.5],
    ['number 15 of the hour', { instrument: { last1h: { count: 14 } } }, 1],
    ['number 9 of the day', { instrument: { last24h: { count: 8 } } }, undefined],
    ['number 10 of the day', { instrument: { last24h: { count: 9 } } }, 0.5],
    ['both, the day saying more', { instrument: { last1h: { count: 4 }, last24h: { count: 29 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, instrument: { last1h: { count: 500 } } }, undefined],
    ['a transaction without one', { absent: ['instrument'] }, undefined],
    [
      'a usual day of one that is always busy',
      { instrument: { knownDays: 30, last24h: { count: 200 }, last30d: { count: 3100 } } },
      undefined,
    ],
    [
      'three usual days in one',
      { instrument: { knownDays: 30, last24h: { count: 299 }, last30d: { count: 3199 } } },
      0.5,
    ],
    [
      'one short of two usual days in an hour',
      {
        instrument: {
          knownDays: 30,
          last1h: { count: 198 },
          last24h: { count: 198 },
          last30d: { count: 3098 },
        },
      },
      undefined,
    ],
    [
      'two usual days in an hour',
      {
        instrument: {
          knownDays: 30,
          last1h: { count: 199 },
          last24h: { count: 199 },
          last30d: { count: 3099 },
        },
      },
      0.5,
    ],
    [
      'a spree of one known since yesterday, which has no norm yet',
      { instrument: { knownDays: 1, last24h: { count: 29 }, last30d: { count: 5000 } } },
      1,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('names the usual pace where there is one', () => {
    const changes = {
      instrument: { knownDays: 11, last1h: { count: 99 }, last24h: { count: 99 }, last30d: { count: 120 } },
    };
    expect(instrumentVelocity.evaluate(sampleFacts(changes))).toEqual({
      strength: 1,
      value: 100,
      baseline: 2.1,
      threshold: 5,
      unit: 'count',
      window: '1h',
      reason: 'This is number 100 of this instrument in the last hour; its usual pace is 2.1 a day.',
    });
  });

  it('does not speak of a usual pace where none is known', () => {
    const finding = instrumentVelocity.evaluate(sampleFacts({ instrument: { last24h: { count: 9 } } }));
    expect(finding).toEqual({
      strength: 0.5,
      value: 10,
      threshold: 10,
      unit: 'count',
      window: '24h',
      reason: 'This is number 10 of this instrument in the last 24 hours.',
    });
  });
});
