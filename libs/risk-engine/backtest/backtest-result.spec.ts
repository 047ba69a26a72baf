import { backtestResult } from './backtest-result';
import { BacktestTally } from './backtest-tally';
import type { DecidedAgain } from './backtest-tally';

const ONE: DecidedAgain = {
  live: 'allow',
  tried: 'allow',
  truth: 'unknown',
  amountMinor: 1_000,
  currency: 'EUR',
};

function resultOf(changes: readonly Partial<DecidedAgain>[], days = 1): ReturnType<typeof backtestResult> {
  const tally = new BacktestTally();
  for (const change of changes) tally.add({ ...ONE, ...change });
  return backtestResult(tally, days);
}

const times = (count: number, change: Partial<DecidedAgain>): Partial<DecidedAgain>[] =>
  Array.from({ length: count }, () => change);

describe('backtestResult', () => {
  it('counts what would have been decided otherwise, the most frequent change first', () => {
    const { decided, changed } = resultOf([
      ...times(5, {}),
      ...times(2, { live: 'allow', tried: 'review' }),
      { live: 'allow', tried: 'review', truth: 'fraud', currency: 'USD' },
      { live: 'block', tried: 'allow' },
    ]);
    expect(decided).toBe(9);
    expect(changed).toEqual([
      { from: 'allow', to: 'review', count: 3 },
      { from: 'block', to: 'allow', count: 1 },
    ]);
  });

  it('takes reviews and blocks for alerts, over the days', () => {
    const { tried, live } = resultOf(
      [{ tried: 'review' }, { tried: 'block' }, { tried: 'block', live: 'block' }, {}],
      2,
    );
    expect([tried.alertsPerDay, live.alertsPerDay]).toEqual([1.5, 0.5]);
  });

  it('holds alerts against what is known, and leaves out what is not', () => {
    const { known, tried, live } = resultOf([
      ...times(3, { truth: 'fraud', tried: 'block' }),
      ...times(1, { truth: 'fraud', tried: 'allow', live: 'review' }),
      ...times(2, { truth: 'legitimate', tried: 'review' }),
      ...times(4, { truth: 'legitimate' }),
      ...times(9, { truth: 'unknown', tried: 'block' }),
    ]);
    expect(known).toEqual({ fraud: 4, legitimate: 6 });
    expect(tried.precision).toMatchObject({ part: 3, whole: 5 });
    expect(tried.recall).toMatchObject({ part: 3, whole: 4 });
    // Wilson's interval of 3 in 4.
    expect(tried.recall?.low).toBeCloseTo(0.3006, 4);
    expect(tried.recall?.high).toBeCloseTo(0.9544, 4);
    expect(live.precision).toMatchObject({ part: 1, whole: 1 });
    expect(live.recall).toMatchObject({ part: 1, whole: 4 });
  });

  it('has neither precision without alerts nor recall without frauds', () => {
    const { tried } = resultOf([{ truth: 'legitimate' }, { tried: 'block' }]);
    expect([tried.precision, tried.recall]).toEqual([undefined, undefined]);
  });

  it('saves the amounts of frauds that are held or blocked, in each currency', () => {
    const fraud = { truth: 'fraud' } as const;
    const { tried, live } = resultOf([
      { ...fraud, tried: 'review', amountMinor: 300 },
      { ...fraud, tried: 'block', amountMinor: 400 },
      { ...fraud, tried: 'allow', amountMinor: 50, live: 'block' },
      { ...fraud, tried: 'block', amountMinor: 9, currency: 'JPY' },
      { truth: 'legitimate', tried: 'block', amountMinor: 7_777 },
    ]);
    const reach = 1.959963984540054 * 500;
    expect(tried.amountSaved).toEqual([
      { currency: 'EUR', count: 2, amountMinor: 700, low: 0, high: expect.closeTo(700 + reach, 6) as number },
      { currency: 'JPY', count: 1, amountMinor: 9, low: 0, high: expect.closeTo(26.64, 2) as number },
    ]);
    expect(live.amountSaved.map(({ amountMinor }) => amountMinor)).toEqual([50, 0]);
  });

  it('blocks wrongly what is legitimate and blocked, and not what is held', () => {
    const { tried, live } = resultOf([
      ...times(2, { truth: 'legitimate', tried: 'block', amountMinor: 250 }),
      { truth: 'legitimate', tried: 'review', amountMinor: 9_999, live: 'block' },
      { truth: 'fraud', tried: 'block', amountMinor: 1, currency: 'USD' },
    ]);
    expect(tried.amountWronglyBlocked).toMatchObject([{ currency: 'EUR', count: 2, amountMinor: 500 }]);
    expect(live.amountWronglyBlocked).toMatchObject([{ currency: 'EUR', count: 1, amountMinor: 9_999 }]);
  });

  it('counts a million of the largest amounts without losing one', () => {
    const cells = [
      ['allow', 'block', 'fraud', 'EUR', 999_999, 999_999e12, 999_999e24],
      ['allow', 'review', 'fraud', 'EUR', 1, 1e12, 1e24],
    ] as const;
    const { tried } = backtestResult(BacktestTally.read({ erased: 0, cells }), 1);
    expect(tried.amountSaved).toMatchObject([{ count: 1_000_000, amountMinor: 1e18 }]);
  });
});
