import fc from 'fast-check';
import { RandomDraws } from './random-draws';

const SAMPLE = 20_000;

function sample(draw: (draws: RandomDraws) => number): { mean: number; deviation: number } {
  const draws = new RandomDraws(7);
  const values = Array.from({ length: SAMPLE }, () => draw(draws));
  const mean = values.reduce((sum, value) => sum + value, 0) / SAMPLE;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SAMPLE;
  return { mean, deviation: Math.sqrt(variance) };
}

describe('RandomDraws', () => {
  it('draws normals of the mean and deviation asked for', () => {
    const { mean, deviation } = sample((draws) => draws.normal(50, 10));
    expect(Math.abs(mean - 50)).toBeLessThan(0.3);
    expect(Math.abs(deviation - 10)).toBeLessThan(0.3);
  });

  it.each([0, 0.5, 2, 4])('draws Poisson counts of mean and variance %d', (rate) => {
    const { mean, deviation } = sample((draws) => draws.poisson(rate));
    expect(Math.abs(mean - rate)).toBeLessThanOrEqual(0.03 * rate);
    expect(Math.abs(deviation ** 2 - rate)).toBeLessThanOrEqual(0.06 * rate);
  });

  it('always keeps a uniform draw within its range', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (seed, low, width) => {
          const value = new RandomDraws(seed).uniform(low, low + width);
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThan(low + width);
        },
      ),
    );
  });

  it('always draws different indices, all of them where fewer exist than are asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, count, size) => {
          const drawn = new RandomDraws(seed).distinctIndices(count, size);
          expect(new Set(drawn).size).toBe(Math.min(count, size));
          expect(drawn.every((index) => index >= 0 && index < size)).toBe(true);
        },
      ),
    );
  });

  it('gives neighbouring seeds streams that have nothing in common', () => {
    const one = new RandomDraws(1);
    const two = new RandomDraws(2);
    const equal = Array.from({ length: 1000 }, () => one.index(10) === two.index(10)).filter(Boolean);
    expect(Math.abs(equal.length - 100)).toBeLessThan(40);
  });
});
