import { RandomDraws } from '../transaction-simulator/random-draws';
import { sumInterval } from './sum-interval';

describe('sumInterval', () => {
  it('reaches 1.96 times the root of the squares to both sides', () => {
    const { low, high } = sumInterval(1_000, 100 * 10 ** 2);
    expect(low).toBeCloseTo(1_000 - 195.9964, 4);
    expect(high).toBeCloseTo(1_000 + 195.9964, 4);
  });

  it('does not go below nothing', () => {
    expect(sumInterval(500, 500 ** 2).low).toBe(0);
    expect(sumInterval(0, 0)).toEqual({ low: 0, high: 0 });
  });

  it('holds the true value about 95 times of 100 where events and their amounts come by chance', () => {
    const draws = new RandomDraws(7);
    const runs = 4_000;
    const [rate, mostAmount] = [60, 100];
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const amounts = Array.from({ length: draws.poisson(rate) }, () => draws.uniform(0, mostAmount));
      const { low, high } = sumInterval(
        amounts.reduce((sum, amount) => sum + amount, 0),
        amounts.reduce((sum, amount) => sum + amount ** 2, 0),
      );
      if (low <= (rate * mostAmount) / 2 && (rate * mostAmount) / 2 <= high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.935);
    expect(held / runs).toBeLessThan(0.965);
  });
});
