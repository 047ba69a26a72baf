import { setTimeout as sleep } from 'node:timers/promises';
import { InTurn } from './in-turn';

describe('work in turn', () => {
  let inTurn: InTurn;
  let log: string[];
  beforeEach(() => {
    inTurn = new InTurn();
    log = [];
  });

  const work = (name: string, ms: number, things: readonly string[]): Promise<string> =>
    inTurn.run(things, async () => {
      log.push(`${name} begins`);
      await sleep(ms);
      log.push(`${name} ends`);
      return name;
    });

  it('waits for earlier work on any of the same things', async () => {
    await Promise.all([work('a', 5, ['x', 'y']), work('b', 1, ['y', 'z']), work('c', 0, ['z'])]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('does not wait for work on other things', async () => {
    await Promise.all([work('a', 10, ['x']), work('b', 0, ['y'])]);
    expect(log).toEqual(['a begins', 'b begins', 'b ends', 'a ends']);
  });

  it('goes on after work that failed, whose failure is its own', async () => {
    const failing = inTurn.run(['x'], () => Promise.reject(new Error('no')));
    const next = work('b', 0, ['x']);
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('b');
  });
});
