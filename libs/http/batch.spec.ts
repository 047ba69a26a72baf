import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { IsInt } from 'class-validator';
import type { Request } from 'express';
import { handleItems } from './batch';
import { Problem } from './problem';

class Item {
  @IsInt()
  readonly amount!: number;
}

const scene = { request: { url: '/v1/x?y=1', headers: {} } as Request, publicUrl: 'https://a.example' };
const echo = (items: readonly Item[]): Promise<PromiseSettledResult<number>[]> =>
  Promise.allSettled(items.map(({ amount }) => Promise.resolve(amount)));
const handledBy = (handle: (item: Item) => Promise<unknown>, items: readonly unknown[] = [{ amount: 1 }]) =>
  handleItems(items, scene, {
    type: Item,
    chunk: 3,
    chunksAtOnce: 1,
    handle: (valid) => Promise.allSettled(valid.map(handle)),
  });

describe('a batch', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('is handled in chunks, one after another, and answered in the order of its items', async () => {
    const chunks: number[] = [];
    const amounts = [30, 1, 10, 4, 5, 6, 7];
    let running = 0;
    const results = await handleItems(
      amounts.map((amount) => ({ amount })),
      scene,
      {
        type: Item,
        chunk: 3,
        chunksAtOnce: 1,
        handle: async (items) => {
          running += 1;
          expect(running).toBe(1);
          chunks.push(items.length);
          await sleep(1);
          running -= 1;
          return echo(items);
        },
      },
    );
    expect(chunks).toEqual([3, 3, 1]);
    expect(results).toEqual(amounts);
  });

  it('has the problem of a bad item in its place, and the answers of the others', async () => {
    const items = [{ amount: 1 }, { amount: 'x' }, 7, { amount: 2 }];
    const results = await handledBy((item) => Promise.resolve(item), items);
    expect(results).toMatchObject([
      { amount: 1 },
      {
        status: 422,
        problem: {
          code: 'validation_failed',
          instance: '/v1/x',
          errors: [{ pointer: '/amount', code: 'is_int' }],
        },
      },
      { status: 422, problem: { errors: [{ pointer: '', code: 'is_object' }] } },
      { amount: 2 },
    ]);
  });

  it('refuses a card number in one item and names it nowhere', async () => {
    const card = ['4242', '4242', '4242', '4242'].join('');
    const [result] = await handledBy((item) => Promise.resolve(item), [{ amount: 1, note: card }]);
    expect(result).toMatchObject({ status: 422, problem: { code: 'card_number_not_accepted' } });
    expect(JSON.stringify(result)).not.toContain(card);
  });

  it('keeps what broke an item to itself', async () => {
    const [result] = await handledBy(() => Promise.reject(new Error('secret')));
    expect(result).toMatchObject({ status: 500, problem: { code: 'internal_error' } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('lets a handler throw a problem of its own', async () => {
    const [result] = await handledBy(() => Promise.reject(new Problem('not_found', 'Gone.')));
    expect(result).toMatchObject({ status: 404, problem: { detail: 'Gone.' } });
  });
});
