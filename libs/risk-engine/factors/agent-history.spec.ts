import { sampleFacts } from '../sample-facts';
import { agentVelocity } from './agent-velocity';
import { knownFraudAgent } from './known-fraud-agent';

describe('what is known of an agent that signed', () => {
  it('is its pace, from sixty an hour and three hundred a day on', () => {
    const strengthFor = (last1h: number, last24h: number): number | undefined =>
      agentVelocity.evaluate(
        sampleFacts({ agent: { last1h: { count: last1h }, last24h: { count: last24h } } }),
      )?.strength;
    expect([strengthFor(58, 58), strengthFor(59, 59), strengthFor(0, 298), strengthFor(0, 299)]).toEqual([
      ...[undefined, 0.5, undefined, 0.5],
    ]);
    expect(agentVelocity.evaluate(sampleFacts({ absent: ['agent'] }))).toBeUndefined();
  });

  it('is the fraud that was told of it, where it is more than chance', () => {
    const found = (fraud: number, count: number): number | undefined =>
      knownFraudAgent.evaluate(
        sampleFacts({
          agent: {
            last30d: { count, fraud },
            knownFraud: { firstToldDays: 0, lastToldDays: 0, cleared: 0 },
          },
        }),
      )?.strength;
    expect([found(1, 10), found(5, 10), found(1, 1_000)]).toEqual([0.2, 1, undefined]);
  });
});
