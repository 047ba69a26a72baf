import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { naturalLog } from './natural-log';

/** Neighbouring seeds start from neighbouring states; after this many steps nothing of that is left. */
const WARM_UP_STEPS = 64;

/** Draws from one seeded stream: the same seed gives the same draws, in the same order, on every machine. */
export class RandomDraws {
  private readonly stream;

  constructor(seed: number) {
    this.stream = xoroshiro128plus(seed);
    for (let step = 0; step < WARM_UP_STEPS; step += 1) this.stream.next();
  }

  /** low <= draw < high. */
  uniform(low: number, high: number): number {
    return low + (high - low) * uniformFloat64(this.stream);
  }

  /** A whole number, 0 <= draw < size. */
  index(size: number): number {
    return uniformInt(this.stream, 0, size - 1);
  }

  /** Marsaglia's polar method; the second value of each pair is thrown away. */
  normal(mean: number, deviation: number): number {
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s > 0 && s < 1) return mean + deviation * u * Math.sqrt((-2 * naturalLog(s)) / s);
    }
  }

  /** Arrivals in one unit of time whose gaps are exponential: as many draws as arrivals, so keep the rate small. */
  poisson(rate: number): number {
    let arrivals = 0;
    for (let time = this.gap(); time <= rate; time += this.gap()) arrivals += 1;
    return arrivals;
  }

  /** `count` different indices below `size`, or all of them if there are fewer. */
  distinctIndices(count: number, size: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < Math.min(count, size)) drawn.add(this.index(size));
    return [...drawn];
  }

  private gap(): number {
    return -naturalLog(1 - uniformFloat64(this.stream));
  }
}
