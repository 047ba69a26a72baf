import { setImmediate as nextRound } from 'node:timers/promises';
import { readAhead } from './read-ahead';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7];

function reading(fails?: number): {
  readonly begun: (number | undefined)[];
  readonly ended: (number | undefined)[];
  readonly slices: AsyncGenerator<readonly number[]>;
} {
  const begun: (number | undefined)[] = [];
  const ended: (number | undefined)[] = [];
  const slices = readAhead<number>(3, async (last) => {
    begun.push(last);
    await nextRound();
    ended.push(last);
    if (last !== undefined && last === fails) throw new Error('the database is away');
    return NUMBERS.slice(last ?? 0, (last ?? 0) + 3);
  });
  return { begun, ended, slices };
}

describe('reading ahead', () => {
  it('gives everything in its order, to the last and shorter slice', async () => {
    const { slices, begun } = reading();
    const all: (readonly number[])[] = [];
    for await (const slice of slices) all.push(slice);
    expect(all).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(begun).toEqual([undefined, 3, 6]);
  });

  it('reads the next slice while the one before is worked on, and no more than that', async () => {
    const { slices, begun } = reading();
    await slices.next();
    expect(begun).toEqual([undefined, 3]);
    await nextRound();
    await nextRound();
    expect(begun).toEqual([undefined, 3]);
  });

  it('leaves nothing under way behind where it is left early', async () => {
    const { slices, begun, ended } = reading();
    for await (const slice of slices) if (slice.includes(1)) break;
    expect(ended).toEqual(begun);
  });

  it('fails where the slice that fails is its turn, not before', async () => {
    const { slices } = reading(3);
    await expect(slices.next()).resolves.toEqual({ done: false, value: [1, 2, 3] });
    await nextRound();
    await nextRound();
    await expect(slices.next()).rejects.toThrow('the database is away');
  });
});
