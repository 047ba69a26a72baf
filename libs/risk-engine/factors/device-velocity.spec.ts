import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { deviceVelocity } from './device-velocity';

const strengthFor = (changes: SampleChanges) => deviceVelocity.evaluate(sampleFacts(changes))?.strength;

describe('the pace of this device', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['number 7 of the hour', { device: { last1h: { count: 6 } } }, undefined],
    ['number 8 of the hour', { device: { last1h: { count: 7 } } }, 0.5],
    ['number 24 of the hour', { device: { last1h: { count: 23 } } }, 1],
    ['number 14 of the day', { device: { last24h: { count: 13 } } }, undefined],
    ['number 15 of the day', { device: { last24h: { count: 14 } } }, 0.5],
    ['both, the day saying more', { device: { last1h: { count: 7 }, last24h: { count: 44 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, device: { last1h: { count: 500 } } }, undefined],
    ['a transaction without one', { absent: ['device'] }, undefined],
    [
      'a usual day of one that is always busy',
      { device: { knownDays: 30, last24h: { count: 200 }, last30d: { count: 3100 } } },
      undefined,
    ],
    [
      'three usual days in one',
      { device: { knownDays: 30, last24h: { count: 299 }, last30d: { count: 3199 } } },
      0.5,
    ],
    [
      'one short of two usual days in an hour',
      {
        device: { knownDays: 30, last1h: { count: 198 }, last24h: { count: 198 }, last30d: { count: 3098 } },
      },
      undefined,
    ],
    [
      'two usual days in an hour',
      {
        device: { knownDays: 30, last1h: { count: 199 }, last24h: { count: 199 }, last30d: { count: 3099 } },
      },
      0.5,
    ],
    [
      'a spree of one known since yesterday, which has no norm yet',
      { device: { knownDays: 1, last24h: { count: 44 }, last30d: { count: 5000 } } },
      1,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('names the usual pace where there is one', () => {
    const changes = {
      device: { knownDays: 11, last1h: { count: 99 }, last24h: { count: 99 }, last30d: { count: 120 } },
    };
    expect(deviceVelocity.evaluate(sampleFacts(changes))).toEqual({
      strength: 1,
      value: 100,
      baseline: 2.1,
      threshold: 8,
      unit: 'count',
      window: '1h',
      reason: 'This is number 100 of this device in the last hour; its usual pace is 2.1 a day.',
    });
  });

  it('does not speak of a usual pace where none is known', () => {
    const finding = deviceVelocity.evaluate(sampleFacts({ device: { last24h: { count: 14 } } }));
    expect(finding).toEqual({
      strength: 0.5,
      value: 15,
      threshold: 15,
      unit: 'count',
      window: '24h',
      reason: 'This is number 15 of this device in the last 24 hours.',
    });
  });
});
