import fc from 'fast-check';
import { eachConcurrently } from './each-concurrently';

async function* upTo(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item += 1) yield await Promise.resolve(item);
}

describe('eachConcurrently', () => {
  it('always handles every item once, begun in order, never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.scheduler(),
        async (count, most, s) => {
          const begun: number[] = [];
          let now = 0;
          let peak = 0;
          const finished = eachConcurrently(upTo(count), most, new AbortController(), async (item) => {
            begun.push(item);
            now += 1;
            peak = Math.max(peak, now);
            await s.schedule(Promise.resolve());
            now -= 1;
          });
          await s.waitFor(finished);
          expect(begun).toEqual([...begun.keys()]);
          expect(begun).toHaveLength(count);
          expect(peak).toBe(Math.min(count, most));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('begins nothing after a stop, and finishes what is under way', async () => {
    const stopping = new AbortController();
    const finished: number[] = [];
    await eachConcurrently(upTo(100), 4, stopping, async (item) => {
      if (item === 5) stopping.abort();
      await new Promise(setImmediate);
      finished.push(item);
    });
    expect(finished).toContain(5);
    expect(finished.length).toBeLessThanOrEqual(9);
  });

  it('throws the error of an item when the others are done, and begins no more', async () => {
    const handled: number[] = [];
    const run = eachConcurrently(upTo(100), 2, new AbortController(), async (item) => {
      await new Promise(setImmediate);
      if (item === 3) throw new Error('item 3');
      handled.push(item);
    });
    await expect(run).rejects.toThrow('item 3');
    expect(handled.length).toBeLessThanOrEqual(5);
  });

  it('throws what the source throws', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('unreadable');
    }
    const run = eachConcurrently(broken(), 3, new AbortController(), () => Promise.resolve());
    await expect(run).rejects.toThrow('unreadable');
  });
});
