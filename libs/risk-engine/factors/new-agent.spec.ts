import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { newAgent } from './new-agent';

describe('an agent that is new', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['never seen', { agent: { isNew: true, knownDays: 0 } }, 1],
    ['of yesterday', { agent: { knownDays: 1 } }, 6 / 7],
    ['of six days', { agent: { knownDays: 6 } }, 1 / 7],
    ['of a week', { agent: { knownDays: 7 } }, undefined],
    ['with a refund', { transaction: { type: 'refund' }, agent: { isNew: true } }, undefined],
    ['that did not sign', { absent: ['agent'] }, undefined],
  ])('%s', (_, changes, strength) => {
    const found = newAgent.evaluate(sampleFacts(changes))?.strength;
    expect(found === undefined ? undefined : found.toFixed(6)).toBe(strength?.toFixed(6));
  });

  it('is told of in words', () => {
    const reasonFor = (knownDays: number, isNew = false): string | undefined =>
      newAgent.evaluate(sampleFacts({ agent: { isNew, knownDays } }))?.reason;
    expect([reasonFor(0, true), reasonFor(0), reasonFor(1), reasonFor(3)]).toEqual([
      'The agent that signed was never seen before.',
      'The agent that signed was first seen less than a day ago.',
      'The agent that signed was first seen 1 day ago.',
      'The agent that signed was first seen 3 days ago.',
    ]);
  });
});
