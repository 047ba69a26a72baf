import { sampleFacts } from '../sample-facts';
import { agentUnverified } from './agent-unverified';

describe('an agent that nobody proved', () => {
  it('is reported when the body names one, for refunds too', () => {
    for (const [type, agent] of [
      ['payment', { id: 'agent_01jd' }],
      ['payment', { id: 'agent_01jd', status: 'claimed' }],
      ['refund', { id: 'agent_01jd' }],
    ] as const) {
      expect(agentUnverified.evaluate(sampleFacts({ transaction: { type, agent } }))).toEqual({
        strength: 1,
        value: 'claimed',
        threshold: 'verified',
        unit: 'status',
        reason: 'The request names an agent, and nothing proves that it comes from it.',
      });
    }
  });

  it('is none that signed', () => {
    const agent = { id: 'agent_01jd', status: 'verified' } as const;
    expect(agentUnverified.evaluate(sampleFacts({ transaction: { agent } }))).toBeUndefined();
  });

  it('is not missed where no agent is named', () => {
    expect(agentUnverified.evaluate(sampleFacts())).toBeUndefined();
  });
});
