import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommitTogether } from './commit-together';
import type { CommitTogetherOptions } from './commit-together';
import { DatabaseBusyError } from './database-error';

interface Commit {
  readonly items: readonly number[];
  finish(): void;
  fail(error: Error): void;
}

let commits: Commit[];
const latest = (): Commit => {
  const [commit] = commits.slice(-1);
  if (commit === undefined) throw new Error('a commit is under way');
  return commit;
};
const itemsOf = (): (readonly number[])[] => commits.map(({ items }) => items);

/** Doubles each item, when the test says so. */
function together(over: Partial<CommitTogetherOptions<number, number>> = {}): CommitTogether<number, number> {
  return new CommitTogether({
    commit: (items) =>
      new Promise((resolve, reject) => {
        const finish = (): void => {
          resolve(items.map((item) => item * 2));
        };
        commits.push({ items, finish, fail: reject });
      }),
    changes: (item) => [`ends with ${item % 10}`],
    ...{ maxItems: 3, maxCommitsInFlight: 1, maxWaiting: 10, maxWaitMs: 60_000, ...over },
  });
}

async function finishOldest(): Promise<void> {
  commits[0]?.finish();
  await nextTurn();
  await nextTurn();
}

/** What the test doesn't wait for: some of it is sent away long after its end. */
function leave(queue: CommitTogether<number, number>, items: readonly number[]): void {
  for (const item of items) queue.submit(item).catch(() => undefined);
}

/** The clock of the queue: on a busy machine a millisecond of its own is over at once. */
let nowMs: number;

beforeEach(() => {
  commits = [];
  nowMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('committing together', () => {
  it('takes what comes alone at once', async () => {
    const queue = together();
    const answer = queue.submit(1);
    await nextTurn();
    expect(itemsOf()).toEqual([[1]]);
    latest().finish();
    await expect(answer).resolves.toBe(2);
  });

  it('takes what came while a commit was under way in the next one, in order, and no more than fits', async () => {
    const queue = together();
    const answers = [queue.submit(1)];
    await nextTurn();
    answers.push(...[2, 3, 4, 5].map((item) => queue.submit(item)));
    for (let turn = 0; turn < 3; turn += 1) {
      await nextTurn();
      latest().finish();
      await nextTurn();
    }
    await expect(Promise.all(answers)).resolves.toEqual([2, 4, 6, 8, 10]);
    expect(itemsOf()).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('has no more commits under way than it may', async () => {
    const queue = together({ maxCommitsInFlight: 2, maxItems: 1 });
    leave(queue, [1, 2, 3]);
    await nextTurn();
    await nextTurn();
    expect(itemsOf()).toEqual([[1], [2]]);
    latest().finish();
    await nextTurn();
    await nextTurn();
    expect(itemsOf()).toEqual([[1], [2], [3]]);
  });

  it('lets wait what changes the same as a commit under way, and others go before it', async () => {
    const queue = together({ maxCommitsInFlight: 2 });
    leave(queue, [1]);
    await nextTurn();
    leave(queue, [11, 2, 21, 3]);
    await nextTurn();
    expect(itemsOf()).toEqual([[1], [2, 3]]);
    await finishOldest();
    expect(itemsOf()).toEqual([[1], [2, 3], [11, 21]]);
  });

  it('lets nobody overtake what waits and changes the same, through others too', async () => {
    const queue = together({
      maxCommitsInFlight: 2,
      changes: (item) => [`ends with ${item % 10}`, `begins with ${Math.floor(item / 10)}`],
    });
    leave(queue, [10]);
    await nextTurn();
    leave(queue, [20, 21, 31, 45]);
    await nextTurn();
    expect(itemsOf()).toEqual([[10], [45]]);
    await finishOldest();
    expect(itemsOf()).toEqual([[10], [45], [20, 21, 31]]);
  });

  it('takes what changes the same into one commit, in order', async () => {
    const queue = together();
    leave(queue, [1, 11, 21, 31]);
    await nextTurn();
    expect(itemsOf()).toEqual([[1, 11, 21]]);
  });

  it('lets wait until those of a failed commit were tried by themselves', async () => {
    const queue = together({ maxCommitsInFlight: 2 });
    leave(queue, [1, 2]);
    await nextTurn();
    leave(queue, [11, 12]);
    latest().fail(new Error('all of it'));
    await nextTurn();
    latest().finish();
    await nextTurn();
    expect(itemsOf()).toEqual([[1, 2], [1], [2]]);
    latest().finish();
    await nextTurn();
    await nextTurn();
    expect(itemsOf()).toEqual([[1, 2], [1], [2], [11, 12]]);
  });

  it('tries each item by itself when a commit fails: one of them fails alone', async () => {
    const queue = together();
    const answers = Promise.allSettled([1, 2, 3].map((item) => queue.submit(item)));
    await nextTurn();
    latest().fail(new Error('all of it'));
    await nextTurn();
    latest().finish();
    await nextTurn();
    latest().fail(new Error('only this'));
    await nextTurn();
    latest().finish();
    expect(await answers).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('only this') },
      { status: 'fulfilled', value: 6 },
    ]);
    expect(itemsOf()).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('sends away who is late by then, where each is tried by itself', async () => {
    const queue = together({ maxWaitMs: 20 });
    const answers = Promise.allSettled([1, 2, 3].map((item) => queue.submit(item)));
    await nextTurn();
    latest().fail(new Error('all of it'));
    await nextTurn();
    nowMs = 21;
    latest().finish();
    const [first, ...late] = await answers;
    expect(first).toEqual({ status: 'fulfilled', value: 2 });
    expect(
      late.map((each) => each.status === 'rejected' && each.reason instanceof DatabaseBusyError),
    ).toEqual([true, true]);
    expect(itemsOf()).toEqual([[1, 2, 3], [1]]);
  });

  it('tries nothing again while the database is not there at all', async () => {
    const queue = together();
    const answers = Promise.allSettled([1, 2].map((item) => queue.submit(item)));
    await nextTurn();
    latest().fail(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(commits).toHaveLength(1);
  });

  it('sends away who would be one too many, and who waited for too long, also while a commit hangs', async () => {
    const queue = together({ maxWaiting: 1, maxWaitMs: 20 });
    const hanging = queue.submit(1);
    await nextTurn();
    const late = queue.submit(2);
    await expect(queue.submit(3)).rejects.toThrow(DatabaseBusyError);
    nowMs = 21;
    await expect(late).rejects.toThrow(DatabaseBusyError);
    latest().finish();
    await expect(hanging).resolves.toBe(2);
    await nextTurn();
    expect(itemsOf()).toEqual([[1]]);
  });

  it('sends away who waited for too long for a commit that changes the same, though another could begin', async () => {
    const queue = together({ maxCommitsInFlight: 2, maxWaitMs: 20 });
    const hanging = queue.submit(1);
    await nextTurn();
    const late = queue.submit(11);
    await nextTurn();
    nowMs = 21;
    await expect(late).rejects.toThrow(DatabaseBusyError);
    latest().finish();
    await expect(hanging).resolves.toBe(2);
    expect(itemsOf()).toEqual([[1]]);
  });
});
