import fc from 'fast-check';
import { CELLS, SlidingWindow } from './sliding-window';

const WINDOW_MS = 1_000;
const CELL_MS = WINDOW_MS / CELLS;
/** Any moment of this century, so that windows begin anywhere in a cell. */
const moment = fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 });
const aMax = fc.integer({ min: 1, max: 300 });

/** Asks every millisecond from `startMs` on, and says at which ones it was admitted. */
function admittedTimes(window: SlidingWindow, max: number, startMs: number, lengthMs: number): number[] {
  const times: number[] = [];
  for (let atMs = startMs; atMs < startMs + lengthMs; atMs += 1) {
    if (window.take({ max, windowMs: WINDOW_MS }, atMs).isAdmitted) times.push(atMs);
  }
  return times;
}

describe('a sliding window', () => {
  it('under more than its limit admits exactly the limit in each window, whenever it began', () => {
    fc.assert(
      fc.property(moment, aMax, (startMs, max) => {
        const windows = 10;
        const times = admittedTimes(new SlidingWindow(), max, startMs, windows * WINDOW_MS - CELL_MS);
        expect(times).toHaveLength(windows * max);
      }),
      { numRuns: 30 },
    );
  });

  it('never admits more than the limit in any stretch of a window less a hundredth', () => {
    const pauses = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2_000 })), {
      maxLength: 500,
    });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 20 }), pauses, (startMs, max, steps) => {
        const window = new SlidingWindow();
        const times: number[] = [];
        let atMs = startMs;
        for (const step of steps) {
          atMs += step;
          if (window.take({ max, windowMs: WINDOW_MS }, atMs).isAdmitted) times.push(atMs);
        }
        for (let i = max; i < times.length; i += 1) {
          expect((times[i] ?? 0) - (times[i - max] ?? 0)).toBeGreaterThan(WINDOW_MS - CELL_MS - 1);
        }
      }),
    );
  });

  it('says of a refusal to the millisecond when there is room', () => {
    fc.assert(
      fc.property(
        moment,
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 3 }),
        (startMs, steps) => {
          const window = new SlidingWindow();
          const quota = { max: 3, windowMs: WINDOW_MS };
          let atMs = startMs;
          for (const step of steps) window.take(quota, (atMs += step));
          const { isAdmitted, resetMs } = window.take(quota, atMs);
          expect(isAdmitted).toBe(false);
          expect(window.take(quota, atMs + resetMs - 1).isAdmitted).toBe(false);
          expect(window.take(quota, atMs + resetMs).isAdmitted).toBe(true);
        },
      ),
    );
  });

  it('counts down what is left, and until when all of it is free', () => {
    const window = new SlidingWindow();
    const quota = { max: 3, windowMs: WINDOW_MS };
    const verdicts = [1, 2, 3, 4].map(() => window.take(quota, 50_000));
    expect(verdicts).toEqual([
      { isAdmitted: true, remaining: 2, resetMs: WINDOW_MS },
      { isAdmitted: true, remaining: 1, resetMs: WINDOW_MS },
      { isAdmitted: true, remaining: 0, resetMs: WINDOW_MS },
      { isAdmitted: false, remaining: 0, resetMs: WINDOW_MS },
    ]);
  });

  it('has what is owed paid off by the windows that follow, to the last', () => {
    fc.assert(
      fc.property(moment, aMax, fc.integer({ min: 0, max: 2_000 }), (startMs, max, debt) => {
        const window = new SlidingWindow();
        const quota = { max, windowMs: WINDOW_MS };
        window.take(quota, startMs);
        window.owe(quota, debt, startMs);
        // What was taken and owed, and what is admitted later, is one limit in each window.
        const windows = Math.ceil((1 + debt) / max) + 2;
        const later = admittedTimes(window, max, startMs, windows * WINDOW_MS - CELL_MS);
        expect(1 + debt + later.length).toBe(windows * max);
      }),
      { numRuns: 30 },
    );
  });

  it('gives whoever owes again and again no more than the limit in the long run', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 100 }), costs, (startMs, max, more) => {
        const window = new SlidingWindow();
        const quota = { max, windowMs: WINDOW_MS };
        const windows = 20;
        let total = 0;
        let last = 0;
        for (let ms = 0; ms < windows * WINDOW_MS - CELL_MS; ms += 1) {
          if (!window.take(quota, startMs + ms).isAdmitted) continue;
          last = more[total % more.length] ?? 0;
          window.owe(quota, last, startMs + ms);
          total += 1 + last;
        }
        expect(total - last).toBeLessThanOrEqual(windows * max);
        expect(total).toBeGreaterThanOrEqual(windows * max - max);
      }),
      { numRuns: 30 },
    );
  });

  it('forgives a window at most when the clock is set back', () => {
    const window = new SlidingWindow();
    const quota = { max: 5, windowMs: WINDOW_MS };
    admittedTimes(window, 5, 10_000_000, 100);
    expect(admittedTimes(window, 5, 9_000_000, WINDOW_MS - CELL_MS)).toHaveLength(quota.max);
  });
});
