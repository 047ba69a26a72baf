import { Clock, SystemClock } from './clock';

describe('SystemClock', () => {
  it("tells the machine's time, and may stand wherever a Clock is asked for", () => {
    const before = Date.now();
    const clock: Clock = new SystemClock();
    const told = clock.now().getTime();
    expect(clock).toBeInstanceOf(Clock);
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });
});
