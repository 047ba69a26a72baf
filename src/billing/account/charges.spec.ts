import { chargesOf, overageMinor, projectedUse } from './charges';

const NOVEMBER = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

describe('what is beyond the included volume', () => {
  it.each([
    ['growth', 100_000, 0],
    ['growth', 100_001, 0],
    ['growth', 100_005, 1],
    ['growth', 101_000, 100],
    ['growth', 250_000, 15_000],
    ['scale', 1_001_000, 50],
    ['scale', 1_000_009, 0],
    ['scale', 1_000_010, 1],
  ] as const)('of %s with %i costs %i', (plan, used, minor) => {
    expect(overageMinor(plan, used)).toBe(minor);
  });
});

describe('what a month costs', () => {
  it('is nothing where nothing is paid for', () => {
    expect(chargesOf('free', new Map([['free', 1_000]]))).toBeNull();
    expect(chargesOf('unlimited', new Map([['unlimited', 9_000_000]]))).toBeNull();
  });

  it('is the plan and what is beyond it', () => {
    expect(chargesOf('growth', new Map([['growth', 102_000]]))).toEqual({
      ...{ currency: 'EUR', baseMinor: 9_900, overageMinor: 200 },
    });
  });

  it('has what was used beyond a smaller plan before the change to a larger one', () => {
    const used = new Map([['free', 1_000] as const, ['growth', 102_000] as const, ['scale', 5] as const]);
    expect(chargesOf('scale', used)).toEqual({ currency: 'EUR', baseMinor: 49_900, overageMinor: 200 });
  });

  it('has what was used beyond a plan that ended within it', () => {
    expect(chargesOf('free', new Map([['growth', 102_000]]))).toEqual({
      ...{ currency: 'EUR', baseMinor: 0, overageMinor: 200 },
    });
  });
});

describe('what will have been used', () => {
  it.each([
    ['at the beginning is what was used', '2026-11-01T00:00:00Z', 10],
    ['after a tenth is ten times as much', '2026-11-04T00:00:00Z', 100],
    ['at the end is what was used', '2026-12-01T00:00:00Z', 10],
  ])('%s', (_, now, projected) => {
    expect(projectedUse(10, NOVEMBER, new Date(now))).toBe(projected);
  });
});
