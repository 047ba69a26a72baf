import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveriesAtHand } from './deliveries-at-hand';
import type { LoadedDelivery } from './loaded-delivery';

const MIB = 1024 * 1024;

const T0 = 5_000;

function delivery(eventId: string, { data = '{}', attempt = 1 } = {}): LoadedDelivery {
  return {
    ...{ tenantId: 't', endpointId: 'e', eventId, attempt, attemptsInRound: attempt },
    endpoint: { url: 'https://shop.example/', status: 'enabled' },
    event: { tenantId: 't', eventId, type: 'key.created', mode: 'live', createdAt: new Date(0), data },
    secrets: [],
  };
}

describe('a delivery at hand', () => {
  const [one, other] = [delivery('one'), delivery('other')];
  const large = (name: string): LoadedDelivery => delivery(name, { data: 'x'.repeat(7 * MIB) });
  let atHand: DeliveriesAtHand;
  beforeEach(() => {
    atHand = new DeliveriesAtHand();
  });

  it('is there for its job, once', () => {
    atHand.put([one, other], T0);
    const taken = [one, one, other].map((job) => atHand.take(job, T0));
    expect(taken).toEqual([one, undefined, other]);
  });

  it('is not there for another attempt of it', () => {
    atHand.put([one], T0);
    expect(atHand.take({ ...one, attempt: 2 }, T0)).toBeUndefined();
  });

  it('is not believed after a second', () => {
    atHand.put([one], T0);
    atHand.put([other], T0 + 1);
    expect([one, other].map((job) => atHand.take(job, T0 + 1_000))).toEqual([undefined, other]);
  });

  it('is kept as long as there is room: the others have to be loaded', () => {
    const jobs = ['a', 'b', 'c'].map(large);
    atHand.put(jobs, T0);
    expect(jobs.map((job) => atHand.take(job, T0)?.eventId)).toEqual(['a', 'b', undefined]);
    atHand.put(jobs, T0);
    expect(atHand.take(large('b'), T0)?.eventId).toBe('b');
  });

  it('makes room when nobody comes for it', () => {
    atHand.put([large('a'), large('b')], T0);
    atHand.put([large('c')], T0 + 1_000);
    expect(atHand.take(large('c'), T0 + 1_000)?.eventId).toBe('c');
  });

  it('is forgotten where nothing more is claimed', async () => {
    atHand.put([one], performance.now());
    expect(atHand.size).toBe(1);
    for (let looks = 0; looks < 100 && atHand.size > 0; looks += 1) await sleep(50);
    expect(atHand.size).toBe(0);
  });
});
