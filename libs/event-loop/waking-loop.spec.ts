import { setTimeout as sleep } from 'node:timers/promises';
import { WakingLoop } from './waking-loop';
import type { WakingLoopOptions } from './waking-loop';

const NEVER_MS = 60_000;
let loop: WakingLoop;
let turns: number;

function start(over: Partial<WakingLoopOptions>): void {
  turns = 0;
  const count = (): Promise<number> => {
    turns += 1;
    return Promise.resolve(NEVER_MS);
  };
  loop = new WakingLoop({
    ...{ turn: count, everyMs: NEVER_MS, gapMs: 1, pauseMs: NEVER_MS, onFailure: () => undefined },
    ...over,
  });
  loop.start();
}
afterEach(() => loop.stop());

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000 && !isSo(); tries += 1) await sleep(5);
  if (!isSo()) throw new Error('it never was so');
}

describe('a loop that can be woken', () => {
  it('takes a turn when it starts, and sleeps', async () => {
    start({});
    await sleep(30);
    expect(turns).toBe(1);
  });

  it('takes a turn when it is woken, also while one is under way', async () => {
    start({
      turn: async () => {
        turns += 1;
        if (turns === 1) loop.wake();
        await sleep(1);
        return NEVER_MS;
      },
    });
    await until(() => turns === 2);
    await sleep(20);
    loop.wake();
    await until(() => turns === 3);
    expect(turns).toBe(3);
  });

  it('takes a turn by itself, as late as it is told and no later than it may', async () => {
    start({ everyMs: 5 });
    await until(() => turns > 3);
    await loop.stop();
    let isFirst = true;
    start({
      turn: () => {
        turns += 1;
        const restMs = isFirst ? 0 : NEVER_MS;
        isFirst = false;
        return Promise.resolve(restMs);
      },
    });
    await until(() => turns === 2);
    expect(turns).toBe(2);
  });

  it('goes on after failures, tells the first of them, and the first after a success', async () => {
    const told: unknown[] = [];
    const outcomes = ['a', 'b', undefined, 'c'];
    start({
      pauseMs: 1,
      everyMs: 1,
      onFailure: (error) => told.push(error),
      turn: () => {
        const failure = outcomes[turns];
        turns += 1;
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- to be told as it is
        return failure === undefined ? Promise.resolve(1) : Promise.reject(failure);
      },
    });
    await until(() => turns > 5);
    expect(told).toEqual(['a', 'c']);
  });

  it('is not woken from the pause after a failure', async () => {
    start({
      turn: () => {
        turns += 1;
        return Promise.reject(new Error('away'));
      },
    });
    await until(() => turns === 1);
    loop.wake();
    await sleep(30);
    expect(turns).toBe(1);
  });

  it('ends with the turn that is under way', async () => {
    let isOver = false;
    start({
      turn: async () => {
        turns += 1;
        await sleep(30);
        isOver = true;
        return 0;
      },
    });
    await loop.stop();
    expect([isOver, turns]).toEqual([true, 1]);
  });
});
