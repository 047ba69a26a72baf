import { sampleFacts } from '../sample-facts';
import { agentUnverified } from './agent-unverified';

describe('an agent that nobody proved', () => {
  it('is reported when the body names one, for refunds too', () => {
    const agent = { id: 'agent_01jd' };
    for (const type of ['payment', 'refund'] as const) {
      expect(agentUnverified.evaluate(sampleFacts({ transaction: { type, agent } }))).toEqual({
        strength: 1,
        value: 'claimed',
        threshold: 'verified',
        unit: 'status',
        reason: 'The request names an agent, and nothing proves that it comes from it.',
      });
    }
  });

  it('is not missed where no agent is named', () => {
    expect(agentUnverified.evaluate(sampleFacts())).toBeUndefined();
  });
});
