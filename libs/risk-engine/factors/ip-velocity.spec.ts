import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { ipVelocity } from './ip-velocity';

const strengthFor = (changes: SampleChanges) => ipVelocity.evaluate(sampleFacts(changes))?.strength;

describe('the pace of this IP address', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['number 19 of the hour', { ip: { last1h: { count: 18 } } }, undefined],
    ['number 20 of the hour', { ip: { last1h: { count: 19 } } }, 0.5],
    ['number 60 of the hour', { ip: { last1h: { count: 59 } } }, 1],
    ['number 59 of the day', { ip: { last24h: { count: 58 } } }, undefined],
    ['number 60 of the day', { ip: { last24h: { count: 59 } } }, 0.5],
    ['both, the day saying more', { ip: { last1h: { count: 19 }, last24h: { count: 179 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, ip: { last1h: { count: 500 } } }, undefined],
    ['a transaction without one', { absent: ['ip'] }, undefined],
    [
      'a usual day of one that is always busy',
      { ip: { knownDays: 30, last24h: { count: 200 }, last30d: { count: 3100 } } },
      undefined,
    ],
    [
      'three usual days in one',
      { ip: { knownDays: 30, last24h: { count: 299 }, last30d: { count: 3199 } } },
      0.5,
    ],
    [
      'one short of two usual days in an hour',
      { ip: { knownDays: 30, last1h: { count: 198 }, last24h: { count: 198 }, last30d: { count: 3098 } } },
      undefined,
    ],
    [
      'two usual days in an hour',
      { ip: { knownDays: 30, last1h: { count: 199 }, last24h: { count: 199 }, last30d: { count: 3099 } } },
      0.5,
    ],
    [
      'a spree of one known since yesterday, which has no norm yet',
      { ip: { knownDays: 1, last24h: { count: 179 }, last30d: { count: 5000 } } },
      1,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('names the usual pace where there is one', () => {
    const changes = {
      ip: { knownDays: 11, last1h: { count: 99 }, last24h: { count: 99 }, last30d: { count: 120 } },
    };
    expect(ipVelocity.evaluate(sampleFacts(changes))).toEqual({
      strength: 1,
      value: 100,
      baseline: 2.1,
      threshold: 20,
      unit: 'count',
      window: '1h',
      reason: 'This is number 100 of this IP address in the last hour; its usual pace is 2.1 a day.',
    });
  });

  it('does not speak of a usual pace where none is known', () => {
    const finding = ipVelocity.evaluate(sampleFacts({ ip: { last24h: { count: 59 } } }));
    expect(finding).toEqual({
      strength: 0.5,
      value: 60,
      threshold: 60,
      unit: 'count',
      window: '24h',
      reason: 'This is number 60 of this IP address in the last 24 hours.',
    });
  });
});
