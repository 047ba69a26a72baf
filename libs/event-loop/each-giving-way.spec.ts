import { eachGivingWay } from './each-giving-way';

/** Holds the event loop, as deciding does. */
function hold(ms: number): void {
  const endsAtMs = performance.now() + ms;
  while (performance.now() < endsAtMs);
}

describe('each, giving way', () => {
  it('does the work for every item, once and in their order', async () => {
    const done: number[] = [];
    await eachGivingWay([3, 1, 2], (item) => {
      done.push(item);
    });
    expect(done).toEqual([3, 1, 2]);
  });

  it('lets others have their turn between two items, however many there are', async () => {
    const done: (number | 'another')[] = [];
    const anotherTurn = (): void => {
      done.push('another');
    };
    await eachGivingWay([1, 2, 3], (item) => {
      hold(2);
      done.push(item);
      setImmediate(anotherTurn);
    });
    expect(done).toEqual([1, 'another', 2, 'another', 3, 'another']);
  });

  it('goes on when those who are busy are done, however many rounds that takes', async () => {
    const done: string[] = [];
    const busyFor = (rounds: number): void => {
      hold(1);
      done.push(`another ${rounds}`);
      if (rounds > 1) setImmediate(busyFor, rounds - 1);
    };
    await eachGivingWay(['one', 'two'], (item) => {
      hold(2);
      done.push(item);
      if (item === 'one') setImmediate(busyFor, 3);
    });
    expect(done).toEqual(['one', 'another 3', 'another 2', 'another 1', 'two']);
  });

  it('comes to its end also where others are never done', async () => {
    let isOver = false;
    const busy = (): void => {
      hold(1);
      if (!isOver) setImmediate(busy);
    };
    busy();
    const done: number[] = [];
    await eachGivingWay([1, 2, 3], (item) => {
      hold(2);
      done.push(item);
    });
    isOver = true;
    expect(done).toEqual([1, 2, 3]);
  });

  it('ends with the first failure and does no more', async () => {
    const done: number[] = [];
    const failing = eachGivingWay([1, 2, 3], (item) => {
      if (item === 2) throw new Error('the second');
      done.push(item);
    });
    await expect(failing).rejects.toThrow('the second');
    expect(done).toEqual([1]);
  });
});
