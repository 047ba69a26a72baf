import { setTimeout as sleep } from 'node:timers/promises';
import { seldom } from './seldom';

describe('what is done seldom', () => {
  it('is done the first time, and not again until some time is over', async () => {
    const done: string[] = [];
    const say = seldom(30, (word: string) => done.push(word));
    say('a');
    say('b');
    await sleep(40);
    say('c');
    expect(done).toEqual(['a', 'c']);
  });
});
