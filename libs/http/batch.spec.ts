import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { IsInt } from 'class-validator';
import type { Request } from 'express';
import { handleItems } from './batch';
import { Problem } from './problem';
import { validateItem } from './validate-item';

class Item {
  @IsInt()
  readonly amount!: number;
}

const options = {
  request: { url: '/v1/x?y=1', headers: {} } as Request,
  publicUrl: 'https://a.example',
  concurrency: 3,
};

describe('a batch', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('answers in the order of its items, whichever is done first', async () => {
    const results = await handleItems([30, 1, 10], options, async (item) => {
      await sleep(Number(item));
      return item;
    });
    expect(results).toEqual([30, 1, 10]);
  });

  it('handles no more items at once than it may, and every item once', async () => {
    let running = 0;
    let most = 0;
    const results = await handleItems([...Array(20).keys()], options, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(1);
      running -= 1;
      return item;
    });
    expect(most).toBe(3);
    expect(results).toEqual([...Array(20).keys()]);
  });

  it('has the problem of a bad item in its place, and the answers of the others', async () => {
    const results = await handleItems([{ amount: 1 }, { amount: 'x' }, 7, { amount: 2 }], options, (item) =>
      Promise.resolve().then(() => validateItem(Item, item)),
    );
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
    const [result] = await handleItems([{ amount: 1, note: card }], options, (item) =>
      Promise.resolve().then(() => validateItem(Item, item)),
    );
    expect(result).toMatchObject({ status: 422, problem: { code: 'card_number_not_accepted' } });
    expect(JSON.stringify(result)).not.toContain(card);
  });

  it('keeps what broke an item to itself', async () => {
    const [result] = await handleItems([1], options, () => Promise.reject(new Error('secret')));
    expect(result).toMatchObject({ status: 500, problem: { code: 'internal_error' } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('lets a handler throw a problem of its own', async () => {
    const [result] = await handleItems([1], options, () => Promise.reject(new Problem('not_found', 'Gone.')));
    expect(result).toMatchObject({ status: 404, problem: { detail: 'Gone.' } });
  });
});
