import fc from 'fast-check';
import { isDelivered, isToBeDisabled, nextHealth } from './endpoint-health';
import type { Health, Outcome } from './endpoint-health';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const at = (ms: number): Date => new Date(T0 + ms);
const FRESH: Health = {
  maxInFlight: 4,
  consecutiveFailures: 0,
  failingSince: null,
  heldUntil: null,
  lastDeliveredAt: null,
};

function answered(responseStatus: number | null, over: Partial<Outcome> = {}): Outcome {
  return { startedAt: at(0), endedAt: at(100), responseStatus, retryAfterMs: undefined, ...over };
}

/** Attempts that start at `atMs` and end at once, one after the other. */
function after(health: Health, status: number | null, ...startsMs: number[]): Health {
  return startsMs.reduce(
    (state, ms) => nextHealth(state, answered(status, { startedAt: at(ms), endedAt: at(ms) })),
    health,
  );
}

describe('what an endpoint is trusted with', () => {
  it.each([
    [200, true],
    [204, true],
    [299, true],
    [199, false],
    [300, false],
    [307, false],
    [410, false],
    [500, false],
    [null, false],
  ])('an answer of %s is a delivery: %s', (status, delivered) => {
    expect(isDelivered(answered(status))).toBe(delivered);
  });

  it.each([
    ['grows by one with a delivery', 4, 200, 5],
    ['grows no further than 128', 128, 200, 128],
    ['is halved by a failure', 9, 500, 4],
    ['is halved by silence', 8, null, 4],
    ['is one at least', 1, 500, 1],
  ])('%s', (_, maxInFlight, status, next) => {
    expect(nextHealth({ ...FRESH, maxInFlight }, answered(status)).maxInFlight).toBe(next);
  });

  it('is not changed by what was under way when the trouble was seen', () => {
    const held = { ...FRESH, maxInFlight: 8, consecutiveFailures: 5, heldUntil: at(30_000) };
    const straggler = answered(500, { startedAt: at(29_999), endedAt: at(31_000) });
    expect(nextHealth(held, straggler)).toEqual(held);
    const probe = answered(500, { startedAt: at(30_000), endedAt: at(31_000) });
    expect(nextHealth(held, probe)).toMatchObject({ maxInFlight: 4, consecutiveFailures: 6 });
  });
});

describe('the circuit breaker', () => {
  it('opens with the fifth failure in a row, for 30 s', () => {
    expect(after(FRESH, 500, 1, 2, 3, 4).heldUntil).toBeNull();
    expect(after(FRESH, 500, 1, 2, 3, 4, 5).heldUntil).toEqual(at(30_005));
  });

  it('does not open while something gets through', () => {
    const mixed = after(after(after(FRESH, 500, 1, 2, 3, 4), 200, 5), 500, 6, 7, 8, 9);
    expect(mixed).toMatchObject({ heldUntil: null, consecutiveFailures: 4 });
  });

  it.each([
    [6, 60],
    [7, 120],
    [8, 240],
    [9, 480],
    [10, 960],
    [11, 1_800],
    [12, 1_800],
    [10_000, 1_800],
  ])('with failure %s opens for %s s', (consecutiveFailures, seconds) => {
    const before = { ...FRESH, consecutiveFailures: consecutiveFailures - 1, heldUntil: at(0) };
    expect(after(before, 500, 1_000).heldUntil).toEqual(at(1_000 + seconds * 1_000));
  });

  it('closes with a success, and all is as if nothing had been', () => {
    const open = after(FRESH, null, 1, 2, 3, 4, 5);
    expect(after(open, 204, 30_005)).toEqual({ ...FRESH, maxInFlight: 2, lastDeliveredAt: at(30_005) });
  });
});

describe('an endpoint that is overloaded', () => {
  it.each([429, 502, 503, 504])('is left alone for a second after its first %s', (status) => {
    expect(nextHealth(FRESH, answered(status)).heldUntil).toEqual(at(1_100));
  });

  it.each([400, 404, 408, 500, 501, 301])('is not what a %s says', (status) => {
    expect(nextHealth(FRESH, answered(status, { retryAfterMs: 60_000 })).heldUntil).toBeNull();
  });

  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
  ])('after %s failures is left alone for %s s', (consecutiveFailures, seconds) => {
    expect(nextHealth({ ...FRESH, consecutiveFailures }, answered(503)).heldUntil).toEqual(
      at(100 + seconds * 1_000),
    );
  });

  it.each([
    ['less than it is left alone anyway', 500, 1_000],
    ['some time', 90_000, 90_000],
    ['an hour', 3_600_000, 3_600_000],
    ['longer', 3_600_001, 3_600_000],
  ])('is left alone as it asks: %s', (_, retryAfterMs, ms) => {
    expect(nextHealth(FRESH, answered(429, { retryAfterMs })).heldUntil).toEqual(at(100 + ms));
  });

  it('is left alone for longer where one that was under way asks for it, and for no less', () => {
    const held = nextHealth(FRESH, answered(429, { retryAfterMs: 10_000 }));
    const asksForMore = nextHealth(held, answered(429, { retryAfterMs: 20_000 }));
    expect(asksForMore).toEqual({ ...held, heldUntil: at(20_100) });
    expect(nextHealth(asksForMore, answered(429, { retryAfterMs: 5_000 }))).toEqual(asksForMore);
  });
});

describe('an endpoint is given up', () => {
  const DAYS_5 = 5 * 24 * 3_600_000;

  it.each([
    ['for five days, ten times', 10, DAYS_5, true],
    ['for less than five days', 10, DAYS_5 - 1, false],
    ['by fewer than ten attempts', 9, DAYS_5, false],
  ])('where it failed %s', (_, consecutiveFailures, forMs, disabled) => {
    expect(isToBeDisabled({ ...FRESH, consecutiveFailures, failingSince: at(0) }, at(forMs))).toBe(disabled);
  });

  it('counted from the first of its failures in a row', () => {
    const failing = after(after(FRESH, 200, 1), 500, 2, 3);
    expect(failing).toMatchObject({ failingSince: at(2), consecutiveFailures: 2 });
    expect(after(after(failing, 200, 4), 500, 5)).toMatchObject({
      failingSince: at(5),
      consecutiveFailures: 1,
    });
  });

  it('not where it works', () => {
    expect(isToBeDisabled(FRESH, at(DAYS_5))).toBe(false);
  });
});

describe('whatever happens', () => {
  const outcomes = fc.array(
    fc.record({
      status: fc.constantFrom(null, 200, 204, 302, 400, 410, 429, 500, 503),
      gapMs: fc.nat(3_000_000),
      tookMs: fc.nat(30_000),
      retryAfterMs: fc.option(fc.nat(10_000_000), { nil: undefined }),
    }),
    { maxLength: 60 },
  );

  it('the bounds always hold, and a success always ends all trouble', () => {
    fc.assert(
      fc.property(outcomes, (steps) => {
        let health = FRESH;
        let nowMs = 0;
        for (const { status, gapMs, tookMs, retryAfterMs } of steps) {
          nowMs += gapMs;
          const endedAt = at(nowMs + tookMs);
          health = nextHealth(health, {
            startedAt: at(nowMs),
            endedAt,
            responseStatus: status,
            retryAfterMs,
          });
          expect(health.maxInFlight).toBeGreaterThanOrEqual(1);
          expect(health.maxInFlight).toBeLessThanOrEqual(128);
          expect(health.failingSince === null).toBe(health.consecutiveFailures === 0);
          expect(health.consecutiveFailures < 5 || health.heldUntil !== null).toBe(true);
          expect(status !== 200 || (health.heldUntil === null && health.consecutiveFailures === 0)).toBe(
            true,
          );
        }
      }),
    );
  });
});
