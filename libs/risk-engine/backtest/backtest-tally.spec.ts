import fc from 'fast-check';
import { BacktestTally } from './backtest-tally';
import type { DecidedAgain } from './backtest-tally';

const decision = fc.constantFrom('allow', 'review', 'block');
const anyDecided: fc.Arbitrary<DecidedAgain> = fc.record({
  live: decision,
  tried: decision,
  truth: fc.constantFrom('fraud', 'legitimate', 'unknown'),
  amountMinor: fc.nat({ max: 1_000_000_000 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
});

function tallyOf(decided: readonly DecidedAgain[], from = new BacktestTally()): BacktestTally {
  for (const each of decided) from.add(each);
  return from;
}

describe('BacktestTally', () => {
  it('comes to the same where it is kept as JSON in the middle and gone on with', () => {
    fc.assert(
      fc.property(fc.array(anyDecided), fc.nat(), (decided, cut) => {
        const at = decided.length === 0 ? 0 : cut % decided.length;
        const first = tallyOf(decided.slice(0, at));
        first.addErased(2);
        const kept = JSON.stringify(first.keep());
        const resumed = tallyOf(decided.slice(at), BacktestTally.read(JSON.parse(kept)));
        const whole = tallyOf(decided);
        whole.addErased(2);
        expect(resumed.keep()).toEqual(whole.keep());
      }),
    );
  });

  it('counts each decision in one cell, with its amount', () => {
    fc.assert(
      fc.property(fc.array(anyDecided), (decided) => {
        const { cells, erased } = tallyOf(decided);
        expect(erased).toBe(0);
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(decided.length);
        for (const { live, tried, truth, currency, amountMinor, squares } of cells) {
          const alike = decided.filter(
            (each) =>
              each.live === live &&
              each.tried === tried &&
              each.truth === truth &&
              each.currency === currency,
          );
          const amounts = alike.map((each) => each.amountMinor);
          expect(amountMinor).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
          expect(squares).toBeCloseTo(
            amounts.reduce((sum, amount) => sum + amount ** 2, 0),
            -6,
          );
        }
      }),
    );
  });
});
