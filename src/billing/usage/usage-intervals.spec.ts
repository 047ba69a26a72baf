import { intervalsOf, MAX_INTERVALS } from './usage-intervals';

const at = (text: string): Date => new Date(text);

describe('the intervals of a range', () => {
  it('are whole, and cover it', () => {
    const range = { from: at('2026-11-22T10:30:00Z'), to: at('2026-11-22T12:00:00.001Z') };
    expect(intervalsOf(range, 'hour')).toEqual([
      { from: at('2026-11-22T10:00:00Z'), to: at('2026-11-22T11:00:00Z') },
      { from: at('2026-11-22T11:00:00Z'), to: at('2026-11-22T12:00:00Z') },
      { from: at('2026-11-22T12:00:00Z'), to: at('2026-11-22T13:00:00Z') },
    ]);
  });

  it('end before one that only begins with its end', () => {
    const range = { from: at('2026-11-22T00:00:00Z'), to: at('2026-11-23T00:00:00Z') };
    expect(intervalsOf(range, 'day')).toEqual([range]);
  });

  it('are refused where there would be none, or too many', () => {
    const from = at('2026-11-01T00:00:00Z');
    expect(() => intervalsOf({ from, to: from }, 'day')).toThrow('to must be after from');
    const to = new Date(from.getTime() + MAX_INTERVALS * 3_600_000);
    expect(intervalsOf({ from, to }, 'hour')).toHaveLength(MAX_INTERVALS);
    expect(() => intervalsOf({ from, to: new Date(to.getTime() + 1) }, 'hour')).toThrow('745 intervals');
  });
});
