import { PACE_WINDOW_MS, SendingPace } from './sending-pace';

const T0 = 1_000;
const windows = (count: number): number => T0 + count * PACE_WINDOW_MS;

describe('the pace of sending', () => {
  it('is that of the last window that is over', () => {
    const pace = new SendingPace(T0);
    pace.count(30);
    pace.count(12);
    expect(pace.at(windows(1) - 1)).toBe(0);
    expect(pace.at(windows(1))).toBe(42);
    pace.count(7);
    expect(pace.at(windows(2) - 1)).toBe(42);
    expect(pace.at(windows(2))).toBe(7);
  });

  it('is spread over the time in which nobody asked', () => {
    const pace = new SendingPace(T0);
    pace.count(40);
    expect(pace.at(windows(4))).toBe(10);
  });

  it('is none once nothing ends', () => {
    const pace = new SendingPace(T0);
    pace.count(500);
    expect(pace.at(windows(1))).toBe(500);
    expect(pace.at(windows(2))).toBe(0);
  });
});
