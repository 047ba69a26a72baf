import fc from 'fast-check';
import { sendAllowance, turnAfterMs } from './send-allowance';
import type { SendingEndpoint } from './send-allowance';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const at = (ms: number): Date => new Date(T0 + ms);
const FINE: SendingEndpoint = {
  maxInFlight: 10,
  consecutiveFailures: 0,
  heldUntil: null,
  maxPerSecond: null,
  nextTurnMs: null,
  inFlight: 0,
};

describe('what may be claimed for an endpoint', () => {
  it.each<[string, Partial<SendingEndpoint>, number]>([
    ['what it takes at once', {}, 10],
    ['less what is under way', { inFlight: 7 }, 3],
    ['nothing while all of it is under way', { inFlight: 10 }, 0],
    ['nothing where more is under way than it is trusted with now', { inFlight: 12 }, 0],
    ['nothing while it is held', { heldUntil: at(1) }, 0],
    ['as ever once it is held no longer', { heldUntil: at(0) }, 10],
    ['as ever after four failures', { consecutiveFailures: 4 }, 10],
    ['one to try, behind an open breaker', { consecutiveFailures: 5, heldUntil: at(0) }, 1],
    ['nothing while that one is under way', { consecutiveFailures: 5, heldUntil: at(0), inFlight: 1 }, 0],
    ['nothing before the breaker lets one through', { consecutiveFailures: 5, heldUntil: at(1) }, 0],
    ['with a rate, one at first', { maxPerSecond: 1 }, 1],
    ['with a rate, what fifty milliseconds are worth', { maxPerSecond: 60 }, 4],
    ['with a rate, no more than it takes at once', { maxPerSecond: 1_000 }, 10],
    ['with a rate, nothing before its turn', { maxPerSecond: 60, nextTurnMs: T0 + 0.25 }, 0],
    ['with a rate, one when it is its turn', { maxPerSecond: 60, nextTurnMs: T0 }, 1],
    ['with a rate, those whose turn has come', { maxPerSecond: 100, nextTurnMs: T0 - 25 }, 3],
  ])('is %s', (_, over, allowance) => {
    expect(sendAllowance({ ...FINE, ...over }, at(0))).toBe(allowance);
  });

  it.each<[string, Partial<SendingEndpoint>, number, number | null]>([
    ['there is none without a rate', {}, 3, null],
    ['an interval later', { maxPerSecond: 8, nextTurnMs: T0 }, 1, T0 + 125],
    ['to a fraction of a millisecond', { maxPerSecond: 16, nextTurnMs: T0 }, 1, T0 + 62.5],
    ['where it was, if none was taken', { maxPerSecond: 10, nextTurnMs: T0 - 5 }, 0, T0 - 5],
    ['counted from fifty milliseconds ago at most', { maxPerSecond: 10, nextTurnMs: T0 - 9_000 }, 1, T0 + 50],
  ])('the next turn: %s', (_, over, taken, turn) => {
    expect(turnAfterMs({ ...FINE, ...over }, taken, at(0))).toBe(turn);
  });

  it('never makes more in a second than the rate, a twentieth and one', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), gaps, (maxPerSecond, gapsMs) => {
        const claims = claimedAt(maxPerSecond, gapsMs);
        for (const [index, { ms }] of claims.entries()) {
          const inSecond = claims.slice(index).filter((claim) => claim.ms < ms + 1_000);
          const sent = inSecond.reduce((sum, { count }) => sum + count, 0);
          expect(sent).toBeLessThanOrEqual(maxPerSecond * 1.05 + 1);
        }
      }),
    );
  });

  it('makes the rate, to one, where claims come no later than fifty milliseconds', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 100, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), gaps, (maxPerSecond, gapsMs) => {
        const claims = claimedAt(maxPerSecond, gapsMs);
        const lastedMs = (claims.at(-1)?.ms ?? 0) - (claims[0]?.ms ?? 0);
        const sent = claims.slice(1).reduce((sum, { count }) => sum + count, 0);
        expect(sent).toBeGreaterThanOrEqual((lastedMs * maxPerSecond) / 1_000 - 1.001);
      }),
    );
  });

  function claimedAt(maxPerSecond: number, gapsMs: readonly number[]): { ms: number; count: number }[] {
    const endpoint = { ...FINE, maxInFlight: 1_000_000, maxPerSecond };
    let nextTurnMs: number | null = null;
    let ms = 0;
    return gapsMs.map((gapMs) => {
      ms += gapMs;
      const count = sendAllowance({ ...endpoint, nextTurnMs }, at(ms));
      nextTurnMs = turnAfterMs({ ...endpoint, nextTurnMs }, count, at(ms));
      return { ms, count };
    });
  }
});
