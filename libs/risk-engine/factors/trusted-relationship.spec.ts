import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { trustedRelationship } from './trusted-relationship';

const strengthFor = (changes: SampleChanges) => trustedRelationship.evaluate(sampleFacts(changes))?.strength;

const since = (firstDays: number) => ({ times: 4, firstDays, within: '30d' as const });
const active = { last30d: { count: 3 } };
const both = (instrument: number, device: number) => ({
  seenWith: { instrument: since(instrument), device: since(device) },
});

describe('a trusted relationship', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['30 days with both', { customer: { ...active, ...both(30, 30) } }, 0.5],
    ['29 days with one of them', { customer: { ...active, ...both(300, 29) } }, undefined],
    ['90 days', { customer: { ...active, ...both(90, 300) } }, 1],
    ['a device that is new', { customer: { ...active, seenWith: { instrument: since(90) } } }, undefined],
    [
      'no device named',
      { absent: ['device'], customer: { ...active, seenWith: { instrument: since(90) } } },
      1,
    ],
    [
      'nothing named',
      { absent: ['device', 'instrument'], customer: { ...active, ...both(90, 90) } },
      undefined,
    ],
    ['two transactions in 30 days', { customer: { last30d: { count: 2 }, ...both(90, 90) } }, undefined],
    [
      'activity of the last day only',
      { customer: { last24h: { count: 8 }, last30d: { count: 10 }, ...both(90, 90) } },
      undefined,
    ],
    ['a refund', { transaction: { type: 'refund' }, customer: { ...active, ...both(90, 90) } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('speaks for the transaction and says why', () => {
    expect(trustedRelationship.direction).toBe('lowers');
    expect(trustedRelationship.evaluate(sampleFacts({ customer: { ...active, ...both(45, 60) } }))).toEqual({
      strength: 0.625,
      value: 45,
      threshold: 30,
      unit: 'days',
      reason: 'An active customer who has used this instrument and this device for 45 days.',
    });
  });
});
