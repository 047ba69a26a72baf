import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { deviceManyInstruments } from './device-many-instruments';

const strengthFor = (changes: SampleChanges) =>
  deviceManyInstruments.evaluate(sampleFacts(changes))?.strength;

const seen = (within: '1h' | '24h' | '7d' | '30d' | '90d') => ({
  seenWith: { instrument: { times: 1, firstDays: 0, within } },
});

describe('many instruments of one device', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['2 with this one', { device: { last24h: { instruments: 1 } } }, undefined],
    ['3 with this one', { device: { last24h: { instruments: 2 } } }, 0.5],
    ['3, this one being among them', { device: { last24h: { instruments: 3 }, ...seen('1h') } }, 0.5],
    ['2, this one being among them', { device: { last24h: { instruments: 2 }, ...seen('1h') } }, undefined],
    [
      '3 with this one, known from before the window',
      { device: { last24h: { instruments: 2 }, ...seen('7d') } },
      0.5,
    ],
    ['6', { device: { last24h: { instruments: 5 } } }, 1],
    ['as many as a set can count', { device: { last24h: { instruments: 64 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, device: { last24h: { instruments: 64 } } }, undefined],
    ['a transaction without the device', { absent: ['device'] }, undefined],
    [
      'a transaction without the instrument',
      { absent: ['instrument'], device: { last24h: { instruments: 64 } } },
      undefined,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how many in which time', () => {
    expect(deviceManyInstruments.evaluate(sampleFacts({ device: { last24h: { instruments: 2 } } }))).toEqual({
      strength: 0.5,
      value: 3,
      threshold: 3,
      unit: 'count',
      window: '24h',
      reason: 'This device was seen with 3 different instruments in the last 24 hours.',
    });
  });
});
