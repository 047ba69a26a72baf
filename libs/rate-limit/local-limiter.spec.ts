import { Clock } from '@libs/clock/clock';
import { LocalLimiter } from './local-limiter';

class FrozenClock extends Clock {
  atMs = 1_800_000_000_000;
  now(): Date {
    return new Date(this.atMs);
  }
}

const ONCE = { max: 1, windowMs: 1_000 };

describe('the limiter of one process', () => {
  it('counts each key apart', () => {
    const limiter = new LocalLimiter(new FrozenClock());
    expect(['a', 'b', 'a'].map((key) => limiter.take(key, ONCE).isAdmitted)).toEqual([true, true, false]);
  });

  it('goes by the clock that it is given', () => {
    const clock = new FrozenClock();
    const limiter = new LocalLimiter(clock);
    limiter.take('a', ONCE);
    clock.atMs += 989;
    expect(limiter.take('a', ONCE).isAdmitted).toBe(false);
    clock.atMs += 11;
    expect(limiter.take('a', ONCE).isAdmitted).toBe(true);
  });

  it('keeps no more keys than it is told, and those that ask', () => {
    const limiter = new LocalLimiter(new FrozenClock(), 3);
    limiter.take('busy', ONCE);
    for (let n = 0; n < 100; n += 1) {
      limiter.take(`stranger ${n}`, ONCE);
      expect(limiter.take('busy', ONCE).isAdmitted).toBe(false);
    }
    expect(limiter.take('stranger 0', ONCE).isAdmitted).toBe(true);
  });
});
