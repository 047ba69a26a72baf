import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { customerManyInstruments } from './customer-many-instruments';

const strengthFor = (changes: SampleChanges) =>
  customerManyInstruments.evaluate(sampleFacts(changes))?.strength;

const seen = (within: '1h' | '24h' | '7d' | '30d' | '90d') => ({
  seenWith: { instrument: { times: 1, firstDays: 0, within } },
});

describe('many instruments of one customer', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['2 with this one', { customer: { last24h: { instruments: 1 } } }, undefined],
    ['3 with this one', { customer: { last24h: { instruments: 2 } } }, 0.5],
    ['3, this one being among them', { customer: { last24h: { instruments: 3 }, ...seen('24h') } }, 0.5],
    [
      '2, this one being among them',
      { customer: { last24h: { instruments: 2 }, ...seen('24h') } },
      undefined,
    ],
    [
      '3 with this one, known from before the window',
      { customer: { last24h: { instruments: 2 }, ...seen('7d') } },
      0.5,
    ],
    ['6', { customer: { last24h: { instruments: 5 } } }, 1],
    ['as many as a set can count', { customer: { last24h: { instruments: 64 } } }, 1],
    ['a refund', { transaction: { type: 'refund' }, customer: { last24h: { instruments: 64 } } }, undefined],
    ['a transaction without the customer', { absent: ['customer'] }, undefined],
    [
      'a transaction without the instrument',
      { absent: ['instrument'], customer: { last24h: { instruments: 64 } } },
      undefined,
    ],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says how many in which time', () => {
    expect(
      customerManyInstruments.evaluate(sampleFacts({ customer: { last24h: { instruments: 2 } } })),
    ).toEqual({
      strength: 0.5,
      value: 3,
      threshold: 3,
      unit: 'count',
      window: '24h',
      reason: 'This customer was seen with 3 different instruments in the last 24 hours.',
    });
  });
});
